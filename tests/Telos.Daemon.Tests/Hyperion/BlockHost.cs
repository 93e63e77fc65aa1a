using System.Net;
using Telos.Core.Abi;
using Telos.Daemon.Hyperion;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Tests.Hyperion;

/// <summary>Block lists in this kernel that no program asks, small enough to be filled.</summary>
internal sealed class BlockHost : IDisposable
{
    public const int EntriesMax = 8;
    public const int GuardsMax = 4;
    private const uint BPF_F_NO_PREALLOC = 1;

    private readonly List<BpfMapHandle> _handles = [];
    private readonly BpfMap<uint, Block> _four;
    private readonly BpfMap<Address, Block> _six;
    private readonly BpfMap<Address, BlockGuard> _guards;
    private Config _config = new() { AgentsCgroupId = 7, Flags = KernelAbi.TELOS_CONFIG_FLOW };

    public BlockHost(int kernelEntriesMax = EntriesMax)
    {
        _four = new BpfMap<uint, Block>(Create(KernelMaps.Blocks4, kernelEntriesMax));
        _six = new BpfMap<Address, Block>(Create(KernelMaps.Blocks6, kernelEntriesMax));
        _guards = new BpfMap<Address, BlockGuard>(Create(KernelMaps.BlockGuards, GuardsMax));
        Maps = new BlockMaps(_four, _six, _guards, change => _config = change(_config));
        List = NewList();
    }

    public BlockMaps Maps { get; }

    public BlockList List { get; }

    public Config Config => _config;

    public BlockList NewList() => new(Maps, EntriesMax);

    public Block? Entry(string address) =>
        Maps.TryGet(BlockedAddress.Of(IPAddress.Parse(address)), out Block block) ? block : null;

    public BlockGuard? Guard(string address) =>
        Maps.TryGetGuard(BlockedAddress.Of(IPAddress.Parse(address)), out BlockGuard guard) ? guard : null;

    public void Dispose() => _handles.ForEach(handle => handle.Dispose());

    private BpfMapHandle Create(MapDescriptor map, int entriesMax)
    {
        BpfMapHandle handle = BpfMapHandle.Create(map.Name[..Math.Min(15, map.Name.Length)], new BpfMapShape(
            (BpfMapType)map.Type, (uint)map.KeySize, (uint)map.ValueSize, (uint)entriesMax, BPF_F_NO_PREALLOC));
        _handles.Add(handle);
        return handle;
    }
}
