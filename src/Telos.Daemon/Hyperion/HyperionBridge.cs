using System.Net;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Dns;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Sockets;

namespace Telos.Daemon.Hyperion;

/// <summary>The block list with what keeps it up: own addresses, ended blocks, the interfaces that the operator named.</summary>
internal sealed class HyperionBridge : IDisposable
{
    private const int UpkeepMs = 5_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _wanted;
    private readonly IPAddress[] _resolvers;
    private readonly HyperionLinks _links;
    private readonly Timer _timer;
    private string? _fault;
    private bool _isFiltering;

    private HyperionBridge(Ceiling ceiling, GatePins pins, GateMaps maps)
    {
        Blocks = new BlockList(BlockMaps.Of(maps));
        _links = new HyperionLinks(pins, maps);
        _wanted = [.. ceiling.Hyperion.Interfaces];
        _resolvers = [.. AgentResolver.Upstreams(ceiling).Select(upstream => upstream.EndPoint.Address)];
        _timer = new Timer(_ => KeepUp());
    }

    public BlockList Blocks { get; }

    public IReadOnlyList<FilteredInterface> Interfaces => _links.All();

    /// <summary>Whether a block drops anything; by any thread, at no cost.</summary>
    public bool IsFiltering => Volatile.Read(ref _isFiltering);

    /// <summary>Why an interface that the operator named is not filtered; null when all are.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    public static HyperionBridge Start(Ceiling ceiling, GatePins pins, GateMaps maps)
    {
        HyperionBridge bridge = new(ceiling, pins, maps);
        bridge.Blocks.Restore();
        bridge.KeepUp();
        bridge._timer.Change(UpkeepMs, UpkeepMs);
        return bridge;
    }

    /// <exception cref="DaemonException">There is no such interface, or it takes no program.</exception>
    public FilteredInterface Attach(string name)
    {
        FilteredInterface filtered = _links.Attach(name);
        lock (_lock)
        {
            _wanted.Add(name);
            Volatile.Write(ref _isFiltering, true);
        }

        return filtered;
    }

    /// <summary>False: it is not filtered. Until the daemon starts again the operator's file does not bring it back.</summary>
    public bool Detach(string name)
    {
        lock (_lock)
        {
            _wanted.Remove(name);
        }

        bool wasFiltered = _links.Detach(name);
        Volatile.Write(ref _isFiltering, _links.All().Count > 0);
        return wasFiltered;
    }

    /// <summary>These destinations are about to be granted, until then.</summary>
    public void Allow(IReadOnlyList<NetKey> destinations, ulong untilNs)
    {
        foreach (NetKey destination in destinations)
        {
            Blocks.Allow(BlockedAddress.Of(new IPAddress(destination.AddressBytes)), untilNs);
        }
    }

    /// <summary>Runs each interface's program on a packet from an address that is blocked for it, and on another.</summary>
    /// <param name="dropped">How many packets the programs have dropped.</param>
    /// <exception cref="LinuxException">A program does not run.</exception>
    public IReadOnlyList<XdpProbe> Probe(Func<ulong> dropped)
    {
        List<XdpProbe> probes = [];
        foreach ((FilteredInterface filtered, BpfProgramHandle program) in _links.Programs())
        {
            using (program)
            {
                ulong before = dropped();
                uint other = program.TestRun(XdpProbe.OtherFrame).Value;
                uint? blocked = Blocks.WhileBlocked(
                    XdpProbe.BlockedAddress, () => program.TestRun(XdpProbe.BlockedFrame).Value);
                probes.Add(new XdpProbe(filtered, blocked, other, dropped() - before));
            }
        }

        return probes;
    }

    public void Dispose() => _timer.Dispose();

    // An interface may come up, or come back, at any time.
    private void KeepUp()
    {
        lock (_lock)
        {
            string? fault = FaultOf(() => Blocks.SetOwn(NetworkDevice.Addresses(), _resolvers));
            foreach (string name in _wanted)
            {
                fault = FaultOf(() => _links.Attach(name)) ?? fault;
            }

            Blocks.Sweep();
            Volatile.Write(ref _isFiltering, _links.All().Count > 0);
            Volatile.Write(ref _fault, fault);
        }
    }

    private static string? FaultOf(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (Exception error) when (error is DaemonException or LinuxException)
        {
            return error.Message;
        }
    }
}
