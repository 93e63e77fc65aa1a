namespace Telos.Core.Protocol;

/// <summary>Gates are what the daemon holds; whether they hold the agents is for the canary to show.</summary>
public sealed record StatusResult(
    int Pid, string Version, string Kernel, bool Adopted, string Mode, int LinksAttached, int LinksExpected,
    AgentStateResult[] Agents, ulong Decisions, ulong EventsDropped, ulong StateMissing, ulong StorageFull,
    ulong LabelTooDeep, ulong EgressDropped, int Labels, MapFill[] Maps, string? EventError = null, string? LabelError = null);
