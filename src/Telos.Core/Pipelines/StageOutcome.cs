namespace Telos.Core.Pipelines;

/// <summary>What comes after a stage.</summary>
public enum StageOutcome
{
    /// <summary>The next stage.</summary>
    Next,

    /// <summary>Nothing: it is decided.</summary>
    Done,
}
