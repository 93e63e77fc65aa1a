namespace Telos.Cli;

/// <summary>A line of <c>telos domain --stdin</c>.</summary>
internal sealed record DomainQuestion(string? Name, string? Intent);
