using Prometheus;
using Telos.Core.Abi;
using Telos.Daemon.Hyperion;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Metrics;

/// <summary>What XDP dropped and let in, and what is on its list.</summary>
internal sealed class HyperionMetrics
{
    private readonly HyperionBridge _bridge;
    private readonly BpfPerCpuArray _counts;
    private readonly Counter _packets, _refused;
    private readonly Gauge _addresses, _interfaces, _fault;

    private HyperionMetrics(IMetricFactory make, HyperionBridge bridge, BpfPerCpuArray counts)
    {
        (_bridge, _counts) = (bridge, counts);
        _packets = make.CreateCounter(
            "telos_xdp_packets_total", "Packets that came in on a filtered interface since the gates were installed.",
            ["outcome"]);
        _refused = make.CreateCounter(
            "telos_xdp_blocks_refused_total", "Addresses that were not blocked when asked for.", ["outcome"]);
        _addresses = make.CreateGauge("telos_xdp_blocked_addresses", "From which nothing is let in.", ["family"]);
        _interfaces = make.CreateGauge("telos_xdp_interfaces", "That are filtered.");
        _fault = make.CreateGauge(
            "telos_xdp_fault", "1: an interface that should be filtered is not; telos hyperion list says why.");
    }

    public static Func<IMetricFactory, Action> Of(HyperionBridge bridge, BpfPerCpuArray counts) =>
        make => new HyperionMetrics(make, bridge, counts).Read;

    private void Read()
    {
        foreach (XdpStat stat in Enum.GetValues<XdpStat>())
        {
            _packets.WithLabels(stat.ToString().ToLowerInvariant()).IncTo(_counts.SumPerCpu((uint)stat));
        }

        BlockCounts counts = _bridge.Blocks.Counts;
        foreach ((BlockOutcome outcome, long count) in counts.Refused)
        {
            _refused.WithLabels(BlockOutcomeText.Name(outcome)).IncTo(count);
        }

        _addresses.WithLabels("ipv4").Set(counts.Addresses4);
        _addresses.WithLabels("ipv6").Set(counts.Addresses6);
        _interfaces.Set(_bridge.Interfaces.Count);
        _fault.Set(_bridge.Fault is null ? 0 : 1);
    }
}
