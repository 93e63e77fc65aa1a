using System.Text;
using Telos.Linux.Native;

namespace Telos.Linux.Files;

/// <summary>What a path led to when this was made, over links; and whether it still does: one call, no allocation.</summary>
public sealed class PathWitness
{
    private readonly byte[] _path;

    public PathWitness(string path)
    {
        _path = Encoding.UTF8.GetBytes(path + '\0');
        Stamp = Now();
    }

    /// <summary>The default when there was nothing, or nothing that can be reached.</summary>
    public FileStamp Stamp { get; }

    public bool IsUnchanged => Now() == Stamp;

    private FileStamp Now()
    {
        _ = LibcFiles.Stamp(_path, out FileStamp stamp);
        return stamp;
    }
}
