using System.Net.Sockets;
using System.Runtime.InteropServices;
using Telos.Linux.Native;

namespace Telos.Linux.Processes;

/// <summary>
/// Who connected a unix socket, as the kernel recorded it then: effective ids, and the thread group.
/// </summary>
public readonly record struct PeerCredentials(int Pid, uint Uid, uint Gid)
{
    public static PeerCredentials Of(Socket socket)
    {
        Errno error = LibcSockets.GetOption(socket.SafeHandle, LibcSockets.SO_PEERCRED, out Ucred peer);
        LinuxException.ThrowIf(error, "getsockopt(SO_PEERCRED)");
        return new PeerCredentials(peer.Pid, peer.Uid, peer.Gid);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Ucred
    {
        internal int Pid;
        internal uint Uid;
        internal uint Gid;
    }
}
