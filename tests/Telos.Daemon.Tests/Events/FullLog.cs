using Telos.Daemon.Events;

namespace Telos.Daemon.Tests.Events;

/// <summary>A log of which nothing goes into its file (/dev/full) until there is room. Each write begins a new one.</summary>
internal sealed class FullLog : IDisposable
{
    private readonly TempDirectory _temp = new();

    public FullLog()
    {
        File.CreateSymbolicLink(Path, "/dev/full");
        Log = new AuditLog(Path, fileBytesMax: 1);
        File.Delete(Path);
        Directory.CreateDirectory(Path + ".1/in the way");
        File.CreateSymbolicLink(Path, "/dev/full");
    }

    public AuditLog Log { get; }

    public string Path => _temp.File("audit.jsonl");

    public void MakeRoom()
    {
        File.Delete(Path);
        Directory.Delete(Path + ".1", recursive: true);
    }

    public void Dispose()
    {
        Log.Dispose();
        _temp.Dispose();
    }
}
