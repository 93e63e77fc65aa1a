namespace Telos.Cli;

/// <summary>A line of <c>telos explain --stdin</c>.</summary>
internal sealed record IntentQuestion(string? Intent, string[]? Actions);
