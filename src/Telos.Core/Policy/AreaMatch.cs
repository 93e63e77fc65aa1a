namespace Telos.Core.Policy;

/// <summary>Whether agents may write at a path, by the nearest of the areas and code directories above it.</summary>
public static class AreaMatch
{
    /// <summary>What stands in a write area; <paramref name="path"/> is normalised.</summary>
    public static bool IsWritable(Ceiling ceiling, string path) =>
        Deepest(ceiling.WriteAreas, path) > Deepest(ceiling.CodeDirectories, path);

    /// <summary>A write area itself or a home itself, which all that is the user's shares.</summary>
    public static bool IsWhole(Ceiling ceiling, string path) =>
        LabelMatch.CoveredSegments("~", path) == LabelMatch.Segments(path).Length
        || ceiling.WriteAreas.Any(area => LabelMatch.CoveredSegments(area, path) == LabelMatch.Segments(path).Length);

    private static int Deepest(IEnumerable<string> directories, string path)
    {
        int deepest = 0;
        foreach (string directory in directories)
        {
            deepest = Math.Max(deepest, LabelMatch.CoveredSegments(directory, path));
        }

        return deepest;
    }
}
