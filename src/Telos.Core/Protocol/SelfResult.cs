namespace Telos.Core.Protocol;

/// <summary>
/// What an agent may know of itself. Lines say each grant and refusal of the policy in force with its reason; ExpiresInMs
/// is 0 when none is in force; Refused counts by gate. Parent: the agent that started it, if one did.
/// </summary>
public sealed record SelfResult(
    uint AgentId, string Mode, string Taint, string Goal, long ExpiresInMs, string[] Lines, string[] Off,
    ulong RefusedExec, ulong RefusedNetwork, ulong RefusedFile, ulong RefusedLineage, ulong RefusedTamper,
    uint? Parent = null);
