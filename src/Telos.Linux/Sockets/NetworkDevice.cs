using System.Runtime.InteropServices;
using Telos.Linux.Native;

namespace Telos.Linux.Sockets;

/// <summary>A network interface of this network namespace, by its name and by its number.</summary>
public static unsafe class NetworkDevice
{
    // IF_NAMESIZE (uapi/linux/if.h), with the zero.
    private const int NameBytesMax = 16;

    /// <summary>ENODEV: there is none of this name.</summary>
    public static Errno TryIndexOf(string name, out int index)
    {
        uint found = LibcSockets.if_nametoindex(name);
        index = (int)found;
        return found == 0 ? Syscall.Last() : Errno.None;
    }

    /// <summary>Null: it is gone.</summary>
    public static string? NameOf(int index)
    {
        byte* name = stackalloc byte[NameBytesMax];
        return LibcSockets.if_indextoname((uint)index, name) == null ? null : Marshal.PtrToStringUTF8((nint)name);
    }
}
