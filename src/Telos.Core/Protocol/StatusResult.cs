namespace Telos.Core.Protocol;

/// <summary>
/// Gates are what the daemon holds; whether they hold the agents is for the canary to show. Off are those that this
/// kernel cannot have, and OffCause why. Names is null when agents' questions are not led here. PolicyError: why
/// policy.yaml as it is now is not in force. OutsideCeiling: policies of which nothing was loaded.
/// MetricsError: why nobody can read the metrics. Needed: gate programs that the agents there are need, NeededAttached: so
/// many of them the kernel has. Pulse: whether the daemon's parts get on.
/// </summary>
public sealed record StatusResult(
    int Pid, string Version, string Kernel, bool Adopted, string Mode, int LinksAttached, int LinksExpected,
    AgentStateResult[] Agents, ulong Decisions, ulong EventsDropped, ulong StateMissing, ulong StorageFull,
    ulong LabelTooDeep, ulong EgressDropped, int Labels, MapFill[] Maps, OffGate[] Off,
    string? OffCause = null, string? EventError = null, string? LabelError = null,
    string? SocketError = null, NamesReport? Names = null, string? PolicyError = null,
    ulong OutsideCeiling = 0, string? MetricsError = null,
    int Needed = 0, int NeededAttached = 0, PulseReport? Pulse = null)
{
    /// <summary>The parts that may fail while gates hold, and why each does; null: it works.</summary>
    public (string Part, string? Fault)[] PartFaults() =>
    [
        ("events", EventError), ("labels", LabelError), ("sockets", SocketError), ("policy", PolicyError),
        ("pulse", Pulse is { IsStale: true } ? "stale" : null),
    ];
}
