using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using Telos.Linux.Attempts;
using Telos.Linux.Files;

namespace Telos.Cli.Proof;

/// <summary>Two directories that the attacks are aimed at, one where agents write and one where they do not.</summary>
internal sealed class ProofPlaces : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    // Some of them may be mounted so that nothing there runs, for nobody.
    private static readonly string[] s_areas = ["/tmp", "/var/tmp", "/dev/shm", "/root"];
    private static readonly string[] s_outsides = ["/var/lib", "/srv", "/var/cache"];

    private readonly bool _mounted;

    private ProofPlaces(string area, string outside)
    {
        Area = area;
        Outside = outside;
        Abstract = $"@{Path.GetFileName(area)}";
        string script = $"#!{Environment.ProcessPath} version\n";
        foreach (string directory in (string[])[$"{area}/.ssh", $"{area}/.git/hooks", $"{outside}/links", $"{outside}/mounted"])
        {
            Directory.CreateDirectory(directory);
        }

        WriteProgram($"{area}/program");
        WriteProgram($"{outside}/ls");
        WriteProgram($"{outside}/granted");
        WriteExecutable($"{area}/script", System.Text.Encoding.UTF8.GetBytes(script));
        WriteExecutable($"{outside}/script", System.Text.Encoding.UTF8.GetBytes(script));
        File.CreateSymbolicLink($"{outside}/links/ls", $"{outside}/ls");
        File.WriteAllText($"{area}/own", "an agent may write this\n");
        File.WriteAllText($"{outside}/file", "an agent must not write this\n");
        _mounted = MountAttempt.Mount($"{outside}/mounted") == Linux.Errno.None;
    }

    public string Area { get; }

    public string Outside { get; }

    /// <summary>A name of the abstract name space that nobody else has.</summary>
    public string Abstract { get; }

    public static ProofPlaces Make()
    {
        string suffix = $"telos-prove.{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        return new ProofPlaces(MakeIn(s_areas, suffix), MakeIn(s_outsides, suffix));
    }

    public void Dispose()
    {
        if (_mounted)
        {
            MountAttempt.Unmount($"{Outside}/mounted");
        }

        Directory.Delete(Area, recursive: true);
        Directory.Delete(Outside, recursive: true);
    }

    // The last one when programs run in none of them: then the attack does not work for anybody, and is told so.
    private static string MakeIn(string[] above, string name)
    {
        string[] there = [.. above.Where(Directory.Exists)];
        foreach (string path in there.Select(directory => Path.Combine(directory, name)))
        {
            PrivateDirectory.Make(path);
            string program = Path.Combine(path, "try");
            WriteProgram(program);
            bool runs = Runs(program);
            File.Delete(program);
            if (runs || path == Path.Combine(there[^1], name))
            {
                return path;
            }

            Directory.Delete(path);
        }

        throw new VerbException(ExitCode.Failed, $"none of {string.Join(", ", above)} is there to make files in");
    }

    private static bool Runs(string program)
    {
        try
        {
            using Process process = Process.Start(program);
            process.WaitForExit();
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static void WriteProgram(string path) => WriteExecutable(path, ProgramAttempt.Program);

    private static void WriteExecutable(string path, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(path, bytes);
        File.SetUnixFileMode(path, Executable);
    }
}
