namespace Telos.Core.Protocol;

public sealed record StopResult(int AgentsKilled);
