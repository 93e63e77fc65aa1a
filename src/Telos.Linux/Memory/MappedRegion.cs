using System.Runtime.InteropServices;
using Telos.Linux.Bpf;
using Telos.Linux.Native;

namespace Telos.Linux.Memory;

/// <summary>A memory mapping with one owner.</summary>
internal sealed class MappedRegion : SafeHandle
{
    private readonly nuint _length;

    internal MappedRegion(nint address, nuint length)
        : base(LibcMemory.MAP_FAILED, ownsHandle: true)
    {
        SetHandle(address);
        _length = length;
    }

    public override bool IsInvalid => handle == LibcMemory.MAP_FAILED;

    internal nint Address => handle;

    /// <summary>
    /// Maps a BPF map shared, with its pages present, so that the first access does not fault.
    /// </summary>
    internal static MappedRegion MapShared(
        BpfMapHandle map, nuint length, int protection, long offset)
    {
        const int Flags = LibcMemory.MAP_SHARED | LibcMemory.MAP_POPULATE;
        nint address = LibcMemory.mmap(0, length, protection, Flags, map, offset);
        Errno error = address == LibcMemory.MAP_FAILED ? Syscall.Last() : Errno.None;
        LinuxException.ThrowIf(error, "mmap", map.Name);
        return new MappedRegion(address, length);
    }

    /// <summary>Maps the beginning of a file, to be read.</summary>
    internal static MappedRegion MapFile(SafeHandle file, nuint length, string path)
    {
        nint address = LibcMemory.mmap(0, length, LibcMemory.PROT_READ, LibcMemory.MAP_SHARED | LibcMemory.MAP_POPULATE, file, 0);
        Errno error = address == LibcMemory.MAP_FAILED ? Syscall.Last() : Errno.None;
        LinuxException.ThrowIf(error, "mmap", path);
        return new MappedRegion(address, length);
    }

    /// <summary>Zeroes of the process's own, at a page boundary; a page costs memory once it is touched.</summary>
    internal static MappedRegion MapZeroes(nuint length)
    {
        const int Protection = LibcMemory.PROT_READ | LibcMemory.PROT_WRITE;
        const int Flags = LibcMemory.MAP_PRIVATE | LibcMemory.MAP_ANONYMOUS;
        nint address = LibcMemory.mmap_raw(0, length, Protection, Flags, -1, 0);
        Errno error = address == LibcMemory.MAP_FAILED ? Syscall.Last() : Errno.None;
        LinuxException.ThrowIf(error, "mmap");
        return new MappedRegion(address, length);
    }

    protected override bool ReleaseHandle() => LibcMemory.munmap(handle, _length) == 0;
}
