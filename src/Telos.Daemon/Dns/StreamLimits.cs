namespace Telos.Daemon.Dns;

/// <summary>What a client, or a server that we ask, may take of us.</summary>
internal sealed record StreamLimits
{
    /// <summary>Of one listener.</summary>
    public int ConnectionsMax { get; init; } = 512;

    /// <summary>From one address.</summary>
    public int ConnectionsPerClientMax { get; init; } = 64;

    /// <summary>Of one connection, until the answer is written: reading pauses beyond.</summary>
    public int QueriesInFlightMax { get; init; } = 64;

    /// <summary>Of one connection in its life (CVE-2025-30193 is what comes of having no such bound).</summary>
    public int QueriesMax { get; init; } = 100_000;

    /// <summary>Octets of answers that a connection did not take yet.</summary>
    public int UnwrittenOctetsMax { get; init; } = 1024 * 1024;

    /// <summary>From a message's first octet to its last.</summary>
    public double MessageSeconds { get; init; } = 5;

    /// <summary>Without a query that waits, until the connection closes.</summary>
    public double IdleSeconds { get; init; } = 10;

    /// <summary>Until the client must have taken what is written.</summary>
    public double WriteSeconds { get; init; } = 5;

    /// <summary>Longer than a worker takes for any answer, so that a connection ends even if it forgets one.</summary>
    public double AnswerSeconds { get; init; } = 30;

    /// <summary>Until a server must have answered, connecting included.</summary>
    public double UpstreamSeconds { get; init; } = 4;

    /// <summary>Of one server at a time, far fewer than there are ids.</summary>
    public int UpstreamQueriesMax { get; init; } = 4096;
}
