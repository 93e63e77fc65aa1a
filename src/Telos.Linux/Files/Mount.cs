namespace Telos.Linux.Files;

/// <summary>A line of proc(5)'s mountinfo.</summary>
/// <param name="Root">What of the file system is mounted.</param>
/// <param name="Point">Where, as the process sees it.</param>
/// <param name="Options">The file system's own.</param>
public sealed record Mount(int Id, uint Device, string Root, string Point, string Type, string[] Options)
{
    /// <summary>Whether a path may lie on it: the longest such mount has it.</summary>
    public bool Holds(string path) =>
        Point == "/" || path == Point || path.StartsWith(Point + '/', StringComparison.Ordinal);

    /// <summary>The same path in the file system itself.</summary>
    public string InFilesystem(string path)
    {
        string rest = Point == "/" ? path : path[Point.Length..];
        return Root == "/" ? rest : Root + rest;
    }

    public bool IsBelow(string directory) => Point.StartsWith(directory + '/', StringComparison.Ordinal);

    /// <summary>Where this mount has a directory of its file system; null when it is not in what is mounted.</summary>
    public string? PathOf(string inFilesystem)
    {
        string root = Root == "/" ? "" : Root;
        string point = Point == "/" ? "" : Point;
        return inFilesystem == Root ? Point
            : inFilesystem.StartsWith(root + '/', StringComparison.Ordinal) ? point + inFilesystem[root.Length..]
            : null;
    }
}
