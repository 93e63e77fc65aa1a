namespace Telos.Cli.Setup;

/// <summary>How a user wants it done.</summary>
internal sealed record SetupChoice(bool Undo, bool Yes, bool DryRun, bool Force, bool Json);
