using Telos.Core.Abi;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Hyperion;

/// <summary>The kernel's block lists and their guards, one list for each family behind one address.</summary>
internal sealed class BlockMaps(
    BpfMap<uint, Block> four, BpfMap<Address, Block> six, BpfMap<Address, BlockGuard> guards,
    Action<Func<Config, Config>> changeConfig)
{
    private const uint Flags = KernelAbi.TELOS_CONFIG_BLOCKS4 | KernelAbi.TELOS_CONFIG_BLOCKS6;

    public static BlockMaps Of(GateMaps maps) => new(maps.Blocks4, maps.Blocks6, maps.BlockGuards, maps.ChangeConfig);

    public bool TryGet(BlockedAddress address, out Block block) =>
        address.IsV4 ? four.TryGet(address.Key4, out block) : six.TryGet(address.Key6, out block);

    public Errno TrySet(BlockedAddress address, in Block block) =>
        address.IsV4 ? four.TrySet(address.Key4, block) : six.TrySet(address.Key6, block);

    public bool Delete(BlockedAddress address) =>
        address.IsV4 ? four.Delete(address.Key4) : six.Delete(address.Key6);

    public IEnumerable<BlockedAddress> Addresses() =>
        four.Keys().Select(key => BlockedAddress.Of(key)).Concat(six.Keys().Select(key => BlockedAddress.Of(key)));

    public bool TryGetGuard(BlockedAddress address, out BlockGuard guard) => guards.TryGet(address.Key6, out guard);

    public Errno TrySetGuard(BlockedAddress address, in BlockGuard guard) => guards.TrySet(address.Key6, guard);

    public bool DeleteGuard(BlockedAddress address) => guards.Delete(address.Key6);

    public IEnumerable<BlockedAddress> Guarded() => guards.Keys().Select(key => BlockedAddress.Of(key));

    /// <summary>Whether the programs look into the lists at all.</summary>
    public void Announce(bool anyFour, bool anySix) => changeConfig(config => config with
    {
        Flags = (config.Flags & ~Flags)
            | (anyFour ? KernelAbi.TELOS_CONFIG_BLOCKS4 : 0)
            | (anySix ? KernelAbi.TELOS_CONFIG_BLOCKS6 : 0),
    });
}
