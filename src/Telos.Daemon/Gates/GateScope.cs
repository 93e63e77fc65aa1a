using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Gates;

/// <summary>
/// Which gates are in force: all, or, where the kernel has no BPF LSM and the operator chose that, those of the network
/// alone. Cause is null for all.
/// </summary>
internal sealed record GateScope(string? Cause)
{
    private static readonly OffGate[] s_lsm =
    [
        new("lineage", "who is in an agent's cgroup is the agent: who leaves it, by root's rights, is free"),
        new("exec", "every program runs"),
        new("memory", "written memory runs"),
        new("unix", "unix sockets are open, and who serves them acts for the agent"),
        new("sockets", "what is neither IPv4 nor IPv6, sockets from elsewhere, packets by CAP_NET_RAW"),
        new("file", "labels mean nothing, and every file is as open as its mode"),
        new("flow", "nothing taints, so that nothing slams"),
        new("tamper", "an agent with root takes the gates out"),
        new("kernel", "an agent with root changes the kernel"),
    ];

    public static GateScope All { get; } = new(Cause: null);

    public IReadOnlyList<OffGate> Off => Cause is null ? [] : s_lsm;

    /// <exception cref="UnsupportedException">What this machine lacks for any, or for those that the operator wants.</exception>
    public static GateScope Choose(Ceiling ceiling)
    {
        if (KernelSupport.MissingPart() is string missing)
        {
            throw new UnsupportedException(missing);
        }

        return Choose(KernelSupport.MissingLsm(), ceiling.WithoutLsm);
    }

    /// <summary>Whether this program is loaded. A program that is included and cannot be attached is an error.</summary>
    public bool Includes(BpfProgram program) =>
        Cause is null || (GateProgram.LsmHookOf(program) ?? GateProgram.FunctionOf(program)) is null;

    /// <summary>Whether this map is made: an inode has storage for LSM programs only where there can be some.</summary>
    public bool Includes(MapDescriptor map) => Cause is null || map.Type is not MapType.InodeStorage;

    internal static GateScope Choose(string? missingLsm, WithoutLsm without) => missingLsm switch
    {
        null => All,
        string when without == WithoutLsm.Network => new GateScope(missingLsm),
        _ => throw new UnsupportedException(
            $"{missingLsm} (execution.without_lsm: network in {TelosPaths.CeilingFile} holds the network alone)"),
    };
}
