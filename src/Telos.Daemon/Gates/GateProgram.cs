using Telos.Linux.Bpf;

namespace Telos.Daemon.Gates;

/// <summary>
/// One program that holds agents or watches for them: where it is attached, and when. Hook is null for one that the
/// kernel's own function names.
/// </summary>
internal sealed record GateProgram(string Name, GateTier Tier, BpfCgroupHook? Hook, bool IsLsm)
{
    private const string LsmPrefix = "lsm/";
    private const string FunctionExitPrefix = "fexit/";

    private static readonly Dictionary<string, BpfCgroupHook> s_hooks = new()
    {
        ["cgroup_skb/ingress"] = BpfCgroupHook.BPF_CGROUP_INET_INGRESS,
        ["cgroup_skb/egress"] = BpfCgroupHook.BPF_CGROUP_INET_EGRESS,
        ["cgroup/connect4"] = BpfCgroupHook.BPF_CGROUP_INET4_CONNECT,
        ["cgroup/connect6"] = BpfCgroupHook.BPF_CGROUP_INET6_CONNECT,
        ["cgroup/sendmsg4"] = BpfCgroupHook.BPF_CGROUP_UDP4_SENDMSG,
        ["cgroup/sendmsg6"] = BpfCgroupHook.BPF_CGROUP_UDP6_SENDMSG,
        ["cgroup/recvmsg4"] = BpfCgroupHook.BPF_CGROUP_UDP4_RECVMSG,
        ["cgroup/recvmsg6"] = BpfCgroupHook.BPF_CGROUP_UDP6_RECVMSG,
        ["cgroup/getpeername4"] = BpfCgroupHook.BPF_CGROUP_INET4_GETPEERNAME,
        ["cgroup/getpeername6"] = BpfCgroupHook.BPF_CGROUP_INET6_GETPEERNAME,
    };

    private static readonly string[] s_flow =
    [
        "telos_socket_sendmsg", "telos_socket_recvmsg", "telos_file_permission", "telos_task_prctl", "telos_inode_free",
    ];

    public static GateProgram Of(BpfProgram program)
    {
        GateTier tier = s_flow.Contains(program.Name) ? GateTier.Flow : GateTier.Agents;
        return new GateProgram(program.Name, tier, HookOf(program), LsmHookOf(program) is not null);
    }

    /// <summary>The hook's name, or null for a program that is on none.</summary>
    public static string? LsmHookOf(BpfProgram program) => After(LsmPrefix, program);

    /// <summary>The kernel's function at whose end the program runs, or null.</summary>
    public static string? FunctionOf(BpfProgram program) => After(FunctionExitPrefix, program);

    private static string? After(string prefix, BpfProgram program) =>
        program.SectionName.StartsWith(prefix, StringComparison.Ordinal) ? program.SectionName[prefix.Length..] : null;

    private static BpfCgroupHook? HookOf(BpfProgram program)
    {
        if ((LsmHookOf(program) ?? FunctionOf(program)) is not null)
        {
            return null;
        }

        return s_hooks.TryGetValue(program.SectionName, out BpfCgroupHook hook)
            ? hook
            : throw new DaemonException($"{program.Name} is in section {program.SectionName}, which nothing attaches");
    }
}
