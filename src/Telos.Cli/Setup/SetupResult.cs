namespace Telos.Cli.Setup;

/// <summary>What telos setup prints as JSON.</summary>
/// <param name="Result">Of EntryOutcome: what was done, or with DryRun what would be.</param>
/// <param name="Diff">Lines; none when nothing changes.</param>
internal sealed record SetupResult(
    string Tool, string File, string Result, bool Changed, bool DryRun, IReadOnlyList<string> Diff);
