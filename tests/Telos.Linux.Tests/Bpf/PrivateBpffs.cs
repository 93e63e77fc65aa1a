using System.Diagnostics;

namespace Telos.Linux.Tests.Bpf;

/// <summary>A bpffs of the test's own, unmounted at the end with all its pins.</summary>
internal sealed class PrivateBpffs : IDisposable
{
    public PrivateBpffs()
    {
        Path = Directory.CreateTempSubdirectory("telos-bpffs-").FullName;
        Run("mount", "-t", "bpf", "bpf", Path);
    }

    public string Path { get; }

    public string Pin(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        Run("umount", Path);
        Directory.Delete(Path);
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} exited with {process.ExitCode}");
        }
    }
}
