using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;

namespace Telos.Linux.Files;

/// <summary>
/// Which file a path led to when this was made, and where that lies; and whether it still does. What was written to it since,
/// or to the directory that it is, does not count.
/// </summary>
public sealed class PlaceWitness
{
    private readonly string _path;
    private readonly (string? Place, FileStamp Stamp) _then;

    public PlaceWitness(string path)
    {
        _path = path;
        _then = Now();
    }

    public bool IsUnchanged => Now() == _then;

    private (string? Place, FileStamp Stamp) Now()
    {
        if (OpenPath.TryOpenPath(_path, out SafeFileHandle? file) != Errno.None)
        {
            return default;
        }

        using (file)
        {
            _ = LibcFiles.Stamp(file!, out FileStamp stamp);

            // A number is used again for another file, which then has another birth.
            ulong ctimeNs = stamp.BirthNs == 0 ? stamp.CtimeNs : 0;
            return (new FileInfo(OpenPath.LinkTo(file!)).LinkTarget, stamp with { CtimeNs = ctimeNs });
        }
    }
}
