using Telos.Core.Abi;

namespace Telos.Core.Audit;

/// <summary>Each reason in a sentence, and what to do about it.</summary>
public static class ReasonText
{
    /// <summary>The machine-readable name, for instance <c>exec_not_granted</c>.</summary>
    public static string Name(Reason reason) => Words(reason).Name;

    public static string Cause(Reason reason) => Words(reason).Cause;

    public static string NextStep(Reason reason) => Words(reason).NextStep;

    /// <summary>False for a name that no reason has, for instance from a newer log.</summary>
    public static bool TryParse(string name, out Reason reason)
    {
        foreach (Reason candidate in Enum.GetValues<Reason>())
        {
            if (Words(candidate).Name == name)
            {
                reason = candidate;
                return true;
            }
        }

        reason = Reason.None;
        return false;
    }

    private static (string Name, string Cause, string NextStep) Words(Reason reason) => reason switch
    {
        Reason.None => ("none", "Nothing was refused.", ""),
        Reason.StateMissing => ("state_missing",
            "The process is in the agents' cgroup, but no agent is known for it.",
            "Start programs with telos run; do not move processes into the cgroup by hand."),
        Reason.NoPolicy => ("no_policy", "The agent has no policy.", "Declare an intent: telos declare TEXT."),
        Reason.PolicyExpired => ("policy_expired",
            "The time of the declared intent is over.",
            "Declare it again: telos declare TEXT, or start with a longer --ttl."),
        Reason.GrantExpired => ("grant_expired", "The grant's time is over.", "Declare the intent again."),
        Reason.ExecNotGranted => ("exec_not_granted",
            "The intent does not need this program.",
            "If the work does need it, name the program in the intent."),
        Reason.ExecChanged => ("exec_changed",
            "The file changed after it was granted, so it is no longer the program that was judged.",
            "Declare the intent again to have the present file judged."),
        Reason.NetNotGranted => ("net_not_granted",
            "The intent does not name this destination, port and protocol.",
            "If the work does need it, name the host (and port) in the intent."),
        Reason.NetSocketType => ("net_socket_type",
            "Agents get TCP and UDP over IPv4 and IPv6, and unix sockets; no other kind of socket.",
            "Use TCP or UDP to a host that the intent names."),
        Reason.NetSlammed => ("net_slammed",
            "The agent read a secret: all its network is cut until it ends.",
            "Start a new agent for work that needs the network. Nothing lowers a taint."),
        Reason.NetListen => ("net_listen", "Agents do not accept connections.", "Connect out to a granted host."),
        Reason.FileLabelled => ("file_labelled",
            "The file is labelled as sensitive and the policy has no grant for it.",
            "If the ceiling allows it, name the file's path in the intent."),
        Reason.FileTooDeep => ("file_too_deep",
            "The file lies deeper than labels are looked up, so nobody can say that it is harmless.",
            "Move the work to a path with fewer directories."),
        Reason.TaintRaised => ("taint_raised", "The agent read a labelled file.", ""),
        Reason.CgroupEscape => ("cgroup_escape", "The agent tried to start a child in another cgroup.", ""),
        Reason.StorageFull => ("storage_full", "The kernel had no memory for the child's state.", ""),
        Reason.BpfSyscall => ("bpf_syscall", "Agents may not use bpf(2).", ""),
        Reason.PtraceOutside => ("ptrace_outside",
            "Agents may look into their own processes only.", "Trace a process of the same agent."),
        Reason.ProtectedFilesystem => ("protected_filesystem",
            "Agents may neither mount nor change the cgroup and bpf file systems.", ""),
        Reason.SignalDaemon => ("signal_daemon", "Agents may not signal the daemon.", ""),
        Reason.ClockSet => ("clock_set", "Agents may not set the clock.", ""),
        _ => ("unknown", $"Reason {(uint)reason}, which this telos does not know.", "Use the telos that started the daemon."),
    };
}
