using Telos.Core.Protocol;

namespace Telos.Client;

/// <summary>A refusal as it happened; or, without one, how many were lost because they were not taken in time.</summary>
public sealed record AgentEvent(DenialRecord? Denial, long Lost = 0);
