using Telos.Core.Abi;
using Telos.Daemon.Gates;
using Telos.Linux.Bpf;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

public sealed class GateMapsTests
{
    private static readonly BpfMapFacts s_agents = new(1, BpfMapType.BPF_MAP_TYPE_ARRAY, 4, 32, 4096, 0, "telos_agents");

    [Fact]
    public void Verify_OfTheShapeInTheHeader_IsSatisfied()
    {
        GateMaps.Verify(KernelMaps.Agents, s_agents);
        GateMaps.Verify(KernelMaps.Tasks, new(1, BpfMapType.BPF_MAP_TYPE_TASK_STORAGE, 4, 32, 0, 1, "telos_tasks"));
        GateMaps.Verify(KernelMaps.Resolvers, new(1, BpfMapType.BPF_MAP_TYPE_SK_STORAGE, 4, 20, 0, 1, "telos_resolvers"));
        GateMaps.Verify(KernelMaps.Events, new(1, BpfMapType.BPF_MAP_TYPE_RINGBUF, 0, 0, 4194304, 0, "telos_events"));
        GateMaps.Verify(KernelMaps.Stats, new(1, BpfMapType.BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 8, 0, "telos_stats"));
    }

    [Fact]
    public void Verify_OfAnotherValueSize_SaysBothAndWhatToDo()
    {
        DaemonException error = Assert.Throws<DaemonException>(
            () => GateMaps.Verify(KernelMaps.Agents, s_agents with { ValueSize = 24 }));
        Assert.Equal(
            "map telos_agents has type 2, key 4 B, value 24 B, 4096 entries; "
            + "this build needs type 2, key 4 B, value 32 B, 4096 entries: "
            + "remove the old gates with the telos that made them (telos stop)",
            error.Message);
    }

    [Fact]
    public void Verify_OfAnotherTypeKeyOrBound_IsRefused()
    {
        BpfMapFacts[] wrong =
        [
            s_agents with { Type = BpfMapType.BPF_MAP_TYPE_HASH },
            s_agents with { KeySize = 8 },
            s_agents with { EntriesMax = 4095 },
        ];
        Assert.All(wrong, facts => Assert.Throws<DaemonException>(() => GateMaps.Verify(KernelMaps.Agents, facts)));
        BpfMapFacts halfRing = new(1, BpfMapType.BPF_MAP_TYPE_RINGBUF, 0, 0, 2097152, 0, "telos_events");
        Assert.Throws<DaemonException>(() => GateMaps.Verify(KernelMaps.Events, halfRing));
    }

    [Fact]
    public void Open_OfTheGatesOwnMaps_ReadsAndWritesThem()
    {
        using KernelGates gates = new();
        Assert.False(gates.Maps.Agents.TryGet(7, out _));
        gates.Maps.Agents.Set(new Agent { AgentId = 7, Generation = 3, ExpiresNs = 5 });
        Assert.True(gates.Maps.Agents.TryGet(7, out Agent agent));
        Assert.Equal((3u, 5UL), (agent.Generation, agent.ExpiresNs));
        Assert.Equal(0UL, gates.Maps.Stats.SumPerCpu((uint)Stat.Decisions));
    }

    [Fact]
    public void Agents_WhoseSlotAnotherOneHas_AreNotFoundAndNotAdded()
    {
        using KernelGates gates = new();
        AgentSlots<Agent> agents = gates.Maps.Agents;
        const uint Later = 7 + KernelAbi.TELOS_AGENTS_MAX;
        agents.Set(new Agent { AgentId = 7, Generation = 3 });
        Assert.False(agents.TryGet(Later, out _));
        Assert.False(agents.IsFree(Later));
        Assert.Throws<DaemonException>(() => agents.Set(new Agent { AgentId = Later }));
        agents.Delete(Later);
        Assert.Equal([7u], agents.Keys());
        agents.Delete(7);
        agents.Set(new Agent { AgentId = Later });
        Assert.Equal([Later], agents.Keys());
    }

    [Fact]
    public void Open_WhenOneMapIsWrong_ClosesThoseThatItOpened()
    {
        List<BpfMapHandle> opened = [];
        BpfMapHandle Open(string name)
        {
            opened.Add(BpfMapHandle.Create(name, new BpfMapShape(BpfMapType.BPF_MAP_TYPE_ARRAY, 4, 24, 1)));
            return opened[^1];
        }

        Assert.Throws<DaemonException>(() => GateMaps.Open(Open, KernelMaps.All));
        Assert.Equal(2, opened.Count);
        Assert.All(opened, handle => Assert.True(handle.IsClosed));
    }
}
