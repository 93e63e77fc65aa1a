namespace Telos.Cli;

/// <summary>Finds the program that a shell would start for a name.</summary>
internal static class CommandPath
{
    private const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <returns>An absolute path.</returns>
    /// <exception cref="VerbException">There is none, or it cannot be executed.</exception>
    public static string Find(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return Require(Path.GetFullPath(name), name);
        }

        return InPath(name) ?? throw new VerbException(ExitCode.NotFound, $"{name}: no such program in PATH");
    }

    /// <summary>Null when no directory of PATH has it.</summary>
    public static string? InPath(string name)
    {
        string directories = Environment.GetEnvironmentVariable("PATH") ?? DefaultPath;
        foreach (string directory in directories.Split(':'))
        {
            string path = Path.GetFullPath(Path.Combine(directory.Length == 0 ? "." : directory, name));
            if (File.Exists(path) && (File.GetUnixFileMode(path) & Executable) != 0)
            {
                return path;
            }
        }

        return null;
    }

    private static string Require(string path, string name)
    {
        if (Directory.Exists(path))
        {
            throw new VerbException(ExitCode.CannotExecute, $"{name}: is a directory");
        }

        if (!File.Exists(path))
        {
            throw new VerbException(ExitCode.NotFound, $"{name}: no such file");
        }

        return (File.GetUnixFileMode(path) & Executable) != 0
            ? path
            : throw new VerbException(ExitCode.CannotExecute, $"{name}: not executable");
    }
}
