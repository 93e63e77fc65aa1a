using System.Diagnostics;

namespace Telos.Daemon.Tests.Events;

/// <summary>A file system of the test's own with little room, unmounted at the end. Needs root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TempDirectory _temp = new();

    public SmallDisk(int bytes) => Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", Path);

    public string Path => _temp.Path;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        Run("umount", Path);
        _temp.Dispose();
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
