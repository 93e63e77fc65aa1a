using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>
/// Engines name a runtime by one path: telos called by another name is one, in front of the machine's own.
/// </summary>
internal static class OciRuntime
{
    private const string Name = "telos-oci";
    private static readonly string[] s_runtimes =
        ["/usr/bin/crun", "/usr/local/bin/crun", "/usr/bin/runc", "/usr/local/bin/runc", "/usr/sbin/runc"];

    /// <summary>Whether this process was started by that name.</summary>
    public static bool IsCalled => Path.GetFileName(Environment.GetCommandLineArgs()[0]) == Name;

    /// <exception cref="VerbException">The machine has none.</exception>
    public static string Find() => Array.Find(s_runtimes, File.Exists)
        ?? throw new VerbException(ExitCode.CannotExecute, $"no OCI runtime is installed: {string.Join(", ", s_runtimes)}");

    /// <summary>Makes that name for this program, where only root does.</summary>
    public static string Place()
    {
        string link = Path.Combine(TelosPaths.RunDirectory, Name);
        string own = Environment.ProcessPath!;
        if (new FileInfo(link).LinkTarget != own)
        {
            string other = $"{link}.{Environment.ProcessId}";
            File.CreateSymbolicLink(other, own);
            File.Move(other, link, overwrite: true);
        }

        return link;
    }
}
