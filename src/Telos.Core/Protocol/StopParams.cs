namespace Telos.Core.Protocol;

public sealed record StopParams(bool KillAgents);
