using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;

namespace Telos.Linux.Files;

/// <summary>
/// The last of many versions of a small content, in a file in memory that is written over in place. Versions take turns
/// between two slots, so that one whose writer was killed half way leaves the version before it. It outlives no loss of power.
/// </summary>
public static class TwoSlotFile
{
    /// <summary>Longer than any content; the file has holes.</summary>
    public const int ContentBytesMax = SlotBytes - HeaderBytes;

    private const int SlotBytes = 1 << 20;

    // Length, CRC-32C of what follows it, version; little-endian.
    private const int HeaderBytes = 16;
    private const int SumOffset = 4;
    private const int VersionOffset = 8;
    private const uint OwnerOnly = 0x180;

    /// <param name="version">Higher than the one before, by one.</param>
    /// <exception cref="LinuxException">The version before is still there. ENOENT: the directory is not; EFBIG.</exception>
    public static void Write(string path, ulong version, ReadOnlySpan<byte> content)
    {
        LinuxException.ThrowIf(content.Length > ContentBytesMax ? Errno.EFBIG : Errno.None, "write", path);
        byte[] slot = new byte[HeaderBytes + content.Length];
        content.CopyTo(slot.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteInt32LittleEndian(slot, content.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(slot.AsSpan(VersionOffset), version);
        BinaryPrimitives.WriteUInt32LittleEndian(slot.AsSpan(SumOffset), Sum(slot.AsSpan(VersionOffset)));
        LinuxException.ThrowIf(
            LibcFiles.Open(path, LibcFiles.O_WRONLY | LibcFileChanges.O_CREAT, out int fd, OwnerOnly), "open", path);
        using SafeFileHandle file = new(fd, ownsHandle: true);
        LinuxException.ThrowIf(
            LibcFileChanges.WriteAt(file, slot, (long)(version % 2) * SlotBytes), "pwrite", path);
    }

    /// <summary>The highest version that is whole; EBADMSG when there is none, ENOENT without a file.</summary>
    public static Errno TryRead(string path, out ulong version, out byte[]? content)
    {
        version = 0;
        content = null;
        Errno error = OpenPath.TryOpenRegular(path, out SafeFileHandle? file);
        if (error != Errno.None)
        {
            return error;
        }

        using (file)
        {
            for (int slot = 0; slot < 2; slot++)
            {
                if (TryRead(file!, slot, out ulong found, out byte[]? read) && (content is null || found > version))
                {
                    (version, content) = (found, read);
                }
            }
        }

        return content is null ? Errno.EBADMSG : Errno.None;
    }

    private static bool TryRead(SafeFileHandle file, int slot, out ulong version, out byte[]? content)
    {
        long offset = (long)slot * SlotBytes;
        byte[] header = new byte[HeaderBytes];
        bool isThere = TryFill(file, header, offset);
        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        version = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(VersionOffset));
        content = null;
        if (!isThere || length is < 0 or > ContentBytesMax)
        {
            return false;
        }

        byte[] summed = new byte[HeaderBytes - VersionOffset + length];
        if (!TryFill(file, summed, offset + VersionOffset)
            || Sum(summed) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(SumOffset)))
        {
            return false;
        }

        content = summed[(HeaderBytes - VersionOffset)..];
        return true;
    }

    private static bool TryFill(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        int count = 0;
        for (int read = 1; read > 0 && count < buffer.Length; count += read)
        {
            read = RandomAccess.Read(file, buffer[count..], offset + count);
        }

        return count == buffer.Length;
    }

    // A slot that was never written is all zeros: not even its sum is right.
    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte one in bytes)
        {
            sum = BitOperations.Crc32C(sum, one);
        }

        return ~sum;
    }
}
