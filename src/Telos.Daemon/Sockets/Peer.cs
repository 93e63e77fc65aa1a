using System.Net.Sockets;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Daemon.Sockets;

/// <summary>Who is at the other end of a connection, by the kernel's word.</summary>
internal sealed record Peer(Socket Connection, PeerCredentials Credentials, ulong AcceptedNs)
{
    /// <summary>Null when the process is gone.</summary>
    public PidFd? OpenProcess() =>
        PidFd.TryFromPeer(Connection, AcceptedNs, out PidFd? process) == Errno.None ? process : null;
}
