namespace Telos.Daemon.Agents;

/// <summary>Where a bare program name is looked up: the system's directories, never the agent's PATH.</summary>
internal static class ProgramPath
{
    private static readonly string[] s_directories =
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

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
}
