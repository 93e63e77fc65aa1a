namespace Telos.Core.Protocol;

/// <summary>A process that runs already, and the agent that it is to be a part of.</summary>
public sealed record EnrolProcessParams(uint AgentId, int Pid);
