using System.Net;
using System.Runtime.InteropServices;
using Telos.Linux.Native;

namespace Telos.Linux.Sockets;

/// <summary>A network interface of this network namespace, by its name and by its number.</summary>
public static unsafe class NetworkDevice
{
    // IF_NAMESIZE (uapi/linux/if.h), with the zero.
    private const int NameBytesMax = 16;

    private const int AF_INET = 2;
    private const int AF_INET6 = 10;

    // Where sockaddr_in and sockaddr_in6 have the address (netinet/in.h).
    private const int AddressOffset4 = 4;
    private const int AddressOffset6 = 8;

    /// <summary>What this network namespace answers at, loopback included.</summary>
    public static IReadOnlyList<IPAddress> Addresses()
    {
        Errno error = Syscall.Of(LibcSockets.getifaddrs(out LibcSockets.InterfaceAddress* first));
        LinuxException.ThrowIf(error, "getifaddrs");
        List<IPAddress> addresses = [];
        for (LibcSockets.InterfaceAddress* one = first; one != null; one = one->Next)
        {
            // An interface without addresses has an entry of another family, or none.
            int family = one->Address == null ? 0 : *(ushort*)one->Address;
            if (family is AF_INET or AF_INET6)
            {
                addresses.Add(new IPAddress(family == AF_INET
                    ? new ReadOnlySpan<byte>(one->Address + AddressOffset4, 4)
                    : new ReadOnlySpan<byte>(one->Address + AddressOffset6, 16)));
            }
        }

        LibcSockets.freeifaddrs(first);
        return addresses;
    }

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
