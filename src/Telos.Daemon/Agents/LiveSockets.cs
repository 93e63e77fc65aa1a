using System.Globalization;
using System.Net;
using Telos.Core.Abi;
using Telos.Daemon.Gates;
using Telos.Daemon.Hyperion;
using Telos.Linux;
using Telos.Linux.Sockets;

namespace Telos.Daemon.Agents;

/// <summary>
/// Ends an agent's connections to what it is not granted any more. The gates drop their packets without it; this spares
/// the program the wait for an answer that never comes. It looks where the agent's processes are: a socket in another
/// network namespace, in which none of them is, stays open and silent.
/// </summary>
internal sealed class LiveSockets(GateMaps maps, Func<uint, bool> isSlammed)
{
    private const byte IPPROTO_TCP = 6;
    private const byte IPPROTO_UDP = 17;

    private readonly BlockMaps _blocks = BlockMaps.Of(maps);

    /// <summary>None: this kernel lists sockets and ends them.</summary>
    public static Errno Probe()
    {
        Errno error = SocketDiag.TryOpen("/proc/self/ns/net", out SocketDiag? diag);
        if (error != Errno.None)
        {
            return error;
        }

        using (diag)
        {
            return diag!.Probe();
        }
    }

    /// <summary>What was ended. The error is the first that kept one from it.</summary>
    public List<CutSocket> Cut(AgentEntry agent, out Errno error)
    {
        error = Errno.None;
        List<CutSocket> cut = [];
        foreach (string space in NetworkNamespaces(agent))
        {
            Errno failed = CutIn(space, agent, cut);
            error = error == Errno.None ? failed : error;
        }

        return cut;
    }

    // By a process that is in it. One that ended meanwhile needs no cutting.
    private static IEnumerable<string> NetworkNamespaces(AgentEntry agent)
    {
        HashSet<string> seen = [];
        foreach (int pid in agent.Cgroup.Members())
        {
            string file = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/net");
            if (new FileInfo(file).LinkTarget is string space && seen.Add(space))
            {
                yield return file;
            }
        }
    }

    private Errno CutIn(string space, AgentEntry agent, List<CutSocket> cut)
    {
        Errno error = SocketDiag.TryOpen(space, out SocketDiag? diag);
        if (error != Errno.None)
        {
            return error == Errno.ENOENT ? Errno.None : error;
        }

        using (diag)
        {
            List<InetSocket> sockets = [];
            error = diag!.List(agent.Cgroup.Id, sockets);
            foreach (InetSocket socket in sockets)
            {
                Reason reason = ReasonToCut(agent.Id, socket);
                Errno ended = reason == Reason.None ? Errno.ENOENT : diag.Destroy(socket);
                if (ended == Errno.None)
                {
                    cut.Add(new CutSocket($"{(socket.Kind.Protocol == IPPROTO_TCP ? "tcp" : "udp")} {socket.Peer}", reason));
                }
                else if (ended != Errno.ENOENT)
                {
                    error = ended;
                }
            }
        }

        return error;
    }

    // As bpf/destination.h has it.
    private Reason ReasonToCut(uint id, InetSocket socket)
    {
        ulong now = Clock.BootNs();
        if (!maps.Agents.TryGet(id, out Agent agent))
        {
            return Reason.None;
        }

        if (isSlammed(id))
        {
            return Reason.NetSlammed;
        }

        if (agent.ExpiresNs <= now)
        {
            return Reason.PolicyExpired;
        }

        IPEndPoint peer = socket.Peer;
        if (IsOwnResolver(agent.DnsPort, peer))
        {
            return Reason.None;
        }

        NetKey key = new()
        {
            AgentId = id,
            Generation = agent.Generation,
            Port = (ushort)peer.Port,
            Protocol = socket.Kind.Protocol,
        };
        HostAddresses.WriteMapped(peer.Address, key.Address);
        Reason reason = GrantReason(key, now);
        if (reason == Reason.NetNotGranted && key.Protocol == IPPROTO_UDP)
        {
            // A datagram socket that only asks for a route: connect was allowed because TCP is granted there.
            key.Protocol = IPPROTO_TCP;
            reason = GrantReason(key, now) == Reason.None ? Reason.None : reason;
        }

        return reason;
    }

    private static bool IsOwnResolver(ushort dnsPort, IPEndPoint peer)
    {
        IPAddress address = peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address;
        return dnsPort != 0 && peer.Port == dnsPort
            && (address.Equals(IPAddress.Loopback) || address.Equals(IPAddress.IPv6Loopback));
    }

    private Reason GrantReason(in NetKey key, ulong now)
    {
        bool isThere = maps.NetGrants.TryGet(key, out NetGrant grant);
        bool isGranted = isThere && grant.ExpiresNs > now;
        if (_blocks.TryGet(BlockedAddress.Of(new IPAddress(key.AddressBytes)), out Block block) && block.ExpiresNs > now
            && (!isGranted || (block.Flags & KernelAbi.TELOS_BLOCK_FIRM) != 0))
        {
            return Reason.NetBlocked;
        }

        return !isThere ? Reason.NetNotGranted : isGranted ? Reason.None : Reason.GrantExpired;
    }
}
