using Telos.Linux.Bpf;

namespace Telos.Daemon.Gates;

/// <summary>One program that holds agents: where it is attached, and when. Hook is null for an LSM program.</summary>
internal sealed record GateProgram(string Name, GateTier Tier, BpfCgroupHook? Hook)
{
    private const string LsmPrefix = "lsm/";

    private static readonly Dictionary<string, BpfCgroupHook> s_hooks = new()
    {
        ["cgroup_skb/ingress"] = BpfCgroupHook.BPF_CGROUP_INET_INGRESS,
        ["cgroup_skb/egress"] = BpfCgroupHook.BPF_CGROUP_INET_EGRESS,
        ["cgroup/connect4"] = BpfCgroupHook.BPF_CGROUP_INET4_CONNECT,
        ["cgroup/connect6"] = BpfCgroupHook.BPF_CGROUP_INET6_CONNECT,
        ["cgroup/sendmsg4"] = BpfCgroupHook.BPF_CGROUP_UDP4_SENDMSG,
        ["cgroup/sendmsg6"] = BpfCgroupHook.BPF_CGROUP_UDP6_SENDMSG,
    };

    private static readonly string[] s_flow =
        ["telos_socket_sendmsg", "telos_socket_recvmsg", "telos_file_permission", "telos_task_prctl"];

    public bool IsLsm => Hook is null;

    public static GateProgram Of(BpfProgram program)
    {
        GateTier tier = s_flow.Contains(program.Name) ? GateTier.Flow : GateTier.Agents;
        return new GateProgram(program.Name, tier, HookOf(program));
    }

    /// <summary>The hook's name, or null for a cgroup program.</summary>
    public static string? LsmHookOf(BpfProgram program) =>
        program.SectionName.StartsWith(LsmPrefix, StringComparison.Ordinal) ? program.SectionName[LsmPrefix.Length..] : null;

    private static BpfCgroupHook? HookOf(BpfProgram program)
    {
        if (LsmHookOf(program) is not null)
        {
            return null;
        }

        return s_hooks.TryGetValue(program.SectionName, out BpfCgroupHook hook)
            ? hook
            : throw new DaemonException($"{program.Name} is in section {program.SectionName}, which nothing attaches");
    }
}
