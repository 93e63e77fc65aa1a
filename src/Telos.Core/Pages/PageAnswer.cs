namespace Telos.Core.Pages;

/// <summary>What the extension is answered: what became of the report, or why nothing did.</summary>
/// <param name="Outcome">reported, repeated (the daemon has heard worse of this browser in this minute), not_an_agent,
/// no_daemon, refused, malformed or too_long.</param>
/// <param name="Taint">The agent's, after the report.</param>
public sealed record PageAnswer(string Outcome, uint? Agent = null, string? Taint = null, string? Error = null);
