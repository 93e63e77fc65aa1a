namespace Telos.Core.Policy;

/// <summary>Whether agents may write at a path, by the nearest of the areas and code directories above it.</summary>
public static class AreaMatch
{
    /// <summary>What stands in a write area; <paramref name="path"/> is normalised.</summary>
    public static bool IsWritable(Ceiling ceiling, string path) =>
        Deepest(ceiling.WriteAreas, path) > Deepest(ceiling.CodeDirectories, path);

    /// <summary>The name on the way to the path that runs later, or null.</summary>
    public static NameRule? RunsLater(Ceiling ceiling, string path)
    {
        string[] segments = LabelMatch.Segments(path);
        for (int i = 0; i < segments.Length; i++)
        {
            string parent = i > 0 ? segments[i - 1] : "";
            foreach (var rule in ceiling.RunLater)
            {
                if (rule.Name == segments[i] && (rule.Parent.Length == 0 || rule.Parent == parent))
                {
                    return rule;
                }
            }
        }

        return null;
    }

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
