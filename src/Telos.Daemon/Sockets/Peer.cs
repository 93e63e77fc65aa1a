using System.Net.Sockets;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Daemon.Sockets;

/// <summary>Who is at the other end of a connection, by the kernel's word.</summary>
/// <param name="Outbox">What the client is told unasked.</param>
internal sealed record Peer(Socket Connection, PeerCredentials Credentials, ulong AcceptedNs, Outbox Outbox)
{
    /// <summary>Null when the process is gone.</summary>
    public PidFd? OpenProcess() =>
        PidFd.TryFromPeer(Connection, AcceptedNs, out PidFd? process) == Errno.None ? process : null;
}
