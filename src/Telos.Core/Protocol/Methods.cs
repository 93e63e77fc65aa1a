namespace Telos.Core.Protocol;

/// <summary>Method names. The first group is served on agent.sock, the second on control.sock (root).</summary>
public static class Methods
{
    public const string Enrol = "enrol";
    public const string EnrolCanary = "enrol_canary";
    public const string Declare = "declare";

    public const string Status = "status";
    public const string Stop = "stop";
    public const string AgentState = "agent_state";
}

/// <summary>Command is what will be executed once, absolute; Arguments are kept for the record only.</summary>
public sealed record EnrolParams(string Intent, long TtlMs, string Command, string[] Arguments);

public sealed record DeclareParams(string Intent, long? TtlMs);

/// <summary>
/// Lines say each grant and refusal with its reason, as <c>telos explain</c> prints them; Missing, what was granted
/// in words but is not on this machine.
/// </summary>
public sealed record PolicyResult(uint AgentId, string Mode, long TtlMs, string[] Lines, string[] Missing);

public sealed record AgentStateParams(uint AgentId);

/// <summary>What the gates themselves hold of an agent.</summary>
public sealed record AgentStateResult(
    uint AgentId, uint Uid, string Goal, string Command, string Mode, string Taint, long ExpiresInMs,
    ulong RefusedExec, ulong RefusedNetwork, ulong RefusedFile, ulong RefusedLineage, ulong RefusedTamper,
    ulong EventsDropped);

public sealed record StopParams(bool KillAgents);

public sealed record StopResult(int AgentsKilled);

public sealed record MapFill(string Name, int Entries, long EntriesMax);

/// <summary>Gates are what the daemon holds; whether they hold the agents is for the canary to show.</summary>
public sealed record StatusResult(
    int Pid, string Version, string Kernel, bool Adopted, string Mode, int LinksAttached, int LinksExpected,
    AgentStateResult[] Agents, ulong Decisions, ulong EventsDropped, ulong StateMissing, ulong StorageFull,
    ulong LabelTooDeep, int Labels, MapFill[] Maps, string? EventError);
