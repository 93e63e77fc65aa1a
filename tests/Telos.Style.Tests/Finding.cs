namespace Telos.Style.Tests;

/// <summary>Where a rule is broken and how. Lines count from 1.</summary>
internal sealed record Finding(string Path, int Line, string Problem)
{
    public override string ToString() => $"{Path}:{Line}: {Problem}";
}
