using System.Buffers;

namespace Telos.Linux.Memory;

/// <summary>
/// A file's content as memory, read-only. The file is not to be written to or cut off while it is mapped (SIGBUS): it is
/// replaced by rename(2). The mapping goes with the last reference to this object, which spans of it do not count as.
/// </summary>
public sealed unsafe class MappedFile : MemoryManager<byte>
{
    private readonly MappedRegion? _region;
    private readonly int _length;

    private MappedFile(MappedRegion? region, int length)
    {
        _region = region;
        _length = length;
    }

    /// <exception cref="LinuxException">The file cannot be opened or mapped.</exception>
    /// <exception cref="IOException">It is larger than 2 GiB, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static MappedFile Open(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (file.Length > Array.MaxLength)
        {
            throw new IOException("it is larger than 2 GiB");
        }

        int length = (int)file.Length;
        return new MappedFile(length == 0 ? null : MappedRegion.MapFile(file.SafeFileHandle, (nuint)length, path), length);
    }

    public override Span<byte> GetSpan() => new((void*)(_region?.Address ?? 0), _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)(_region?.Address ?? 0) + elementIndex, pinnable: this);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing) => _region?.Dispose();
}
