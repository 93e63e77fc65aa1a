namespace Telos.Core.Protocol;

/// <summary>What the gates themselves hold of an agent. DnsPort: where on loopback it is answered; 0: nowhere. Parent:
/// the agent that started it, if one did. Bridges: addresses that it may reach now; BridgeEndsInMs: when the first of them
/// ends.</summary>
public sealed record AgentStateResult(
    uint AgentId, uint Uid, string Goal, string Command, string Mode, string Taint, long ExpiresInMs,
    ulong RefusedExec, ulong RefusedNetwork, ulong RefusedFile, ulong RefusedLineage, ulong RefusedTamper,
    ulong EventsDropped, int DnsPort, uint? Parent = null, int Bridges = 0,
    long? BridgeEndsInMs = null);
