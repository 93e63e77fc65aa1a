namespace Telos.Core.Protocol;

/// <summary>
/// What a throw-away agent without a single grant saw. An act proves its gate when it worked before the
/// enrolment (Control) and the kernel refused it afterwards.
/// </summary>
public sealed record CanaryReport(uint AgentId, CanaryAct[] Acts, string? Error = null);
