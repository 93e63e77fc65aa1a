using Telos.Core.Exec;

namespace Telos.Daemon.Agents;

/// <summary>Where a bare program name is looked up: the system's directories, never the agent's PATH.</summary>
internal static class ProgramPath
{
    private static readonly string[] s_directories =
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>
    /// All that a name of the program table means here: its file, those of its other names, or what a path with one
    /// star finds. Not for a path from an intent, where a star is a character.
    /// </summary>
    public static IEnumerable<string> FindAll(string program)
    {
        int star = program.IndexOf('*', StringComparison.Ordinal);
        if (star >= 0)
        {
            return Expand(program, star);
        }

        string[] names = [program, .. ProgramTable.Find(program)?.Aliases ?? []];
        return names.Select(Find).OfType<string>();
    }

    /// <summary>
    /// What decides which files <see cref="FindAll"/> finds: while these paths stay as they are, so does its answer. A program
    /// that comes below a path with a star is seen when its directory or its own file is there already.
    /// </summary>
    public static IEnumerable<string> Decide(IEnumerable<string> programs)
    {
        HashSet<string> paths = new(s_directories, StringComparer.Ordinal);
        foreach (string program in programs)
        {
            IEnumerable<string> names = [program, .. ProgramTable.Find(program)?.Aliases ?? []];
            paths.UnionWith(names.Where(name => name.StartsWith('/')).Select(Fixed));
        }

        return paths;
    }

    // Up to the directory in which the star is looked for.
    private static string Fixed(string path)
    {
        int star = path.IndexOf('*', StringComparison.Ordinal);
        return star < 0 ? path : path[..path.LastIndexOf('/', star)];
    }

    /// <summary>Where a name of the program table could be, on whatever machine: without those that have a star.</summary>
    public static IEnumerable<string> Candidates(string program)
    {
        string[] names = [program, .. ProgramTable.Find(program)?.Aliases ?? []];
        return names.Where(name => !name.Contains('*', StringComparison.Ordinal)).SelectMany(name =>
            name.StartsWith('/') ? [name]
            : name.Contains('/', StringComparison.Ordinal) ? Array.Empty<string>()
            : s_directories.Select(directory => $"{directory}/{name}"));
    }

    /// <summary>The absolute path, or null when no directory has a file of that name.</summary>
    public static string? Find(string program)
    {
        if (program.StartsWith('/'))
        {
            return File.Exists(program) ? program : null;
        }

        // A path that is neither: ../../tmp/x would lead out of the directories below.
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return null;
        }

        foreach (string directory in s_directories)
        {
            string path = $"{directory}/{program}";
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    // "/usr/lib/gcc/x86_64-linux-gnu/*/cc1"
    private static IEnumerable<string> Expand(string pattern, int star)
    {
        int start = pattern.LastIndexOf('/', star);
        int end = pattern.IndexOf('/', star);
        string directory = pattern[..start];
        string component = end < 0 ? pattern[(start + 1)..] : pattern[(start + 1)..end];
        string rest = end < 0 ? "" : pattern[end..];
        return Directory.Exists(directory)
            ? Directory.EnumerateFileSystemEntries(directory, component).Select(path => path + rest).Where(File.Exists)
            : [];
    }
}
