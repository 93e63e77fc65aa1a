namespace Telos.Core.Pipelines;

/// <summary>What a stage did so far.</summary>
/// <param name="Runs">How often it ran.</param>
/// <param name="Ends">How often it was the last.</param>
public readonly record struct StageCount(string Code, long Runs, long Ends);
