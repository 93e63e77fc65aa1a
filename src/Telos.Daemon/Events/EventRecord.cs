namespace Telos.Daemon.Events;

/// <summary>
/// What the log says of an event (<see cref="Core.Audit.AuditRecord"/>). Its program and its subject lie in the batch, as the
/// kernel has them: any bytes.
/// </summary>
internal struct EventRecord
{
    /// <summary>Given by the log.</summary>
    public long Id { get; set; }

    public DateTime Time { get; init; }

    public string Action { get; init; }

    public uint Agent { get; init; }

    public uint Pid { get; init; }

    public uint ParentPid { get; init; }

    public uint Uid { get; init; }

    public string Gate { get; init; }

    public string Verdict { get; init; }

    public string Reason { get; init; }

    public string Taint { get; init; }

    public string? Goal { get; init; }

    public string? Call { get; init; }
}
