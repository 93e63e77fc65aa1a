using System.Collections.Frozen;
using Telos.Core.Abi;

namespace Telos.Core.Audit;

/// <summary>Each reason in a sentence, and what to do about it.</summary>
public static class ReasonText
{
    private static readonly FrozenDictionary<Reason, (string Name, string Cause, string NextStep)> s_words =
        new Dictionary<Reason, (string Name, string Cause, string NextStep)>
    {
        [Reason.None] = ("none", "Nothing was refused.", ""),
        [Reason.StateMissing] = ("state_missing",
            "The process is in the agents' cgroup, but no agent is known for it.",
            "Start programs with telos run; do not move processes into the cgroup by hand."),
        [Reason.NoPolicy] = ("no_policy", "The agent has no policy.", "Declare an intent: telos declare TEXT."),
        [Reason.PolicyExpired] = ("policy_expired",
            "The time of the declared intent is over.",
            "Declare it again: telos declare TEXT, or start with a longer --ttl."),
        [Reason.GrantExpired] = ("grant_expired", "The grant's time is over.", "Declare the intent again."),
        [Reason.PulseStale] = (
            "pulse_stale", "The daemon was not alive, and this gate grants nothing without it.",
            "See telos status; watchdog in policy.yaml says what the gates do without a daemon."),
        [Reason.ExecNotGranted] = ("exec_not_granted",
            "The intent does not need this program.",
            "If the work does need it, name the program in the intent."),
        [Reason.ExecChanged] = ("exec_changed",
            "The file changed after it was granted, so it is no longer the program that was judged.",
            "Declare the intent again to have the present file judged."),
        [Reason.ExecSetId] = ("exec_set_id",
            "The program would run with other rights than the agent's (set-user-id, set-group-id, file capabilities).",
            "Do the work with the agent's own rights."),
        [Reason.ExecWriteArea] = ("exec_write_area",
            "Agents can write where this program lies, and the policy has no grant to run what is built there.",
            "If the work builds and runs programs, say so in the intent (build, compile, test)."),
        [Reason.ExecArgument] = ("exec_argument",
            "The program may run, but not with this argument, which makes it do other work than the intent says.",
            "Leave the argument out, or say in the intent what it is for."),
        [Reason.MapExecutable] = ("map_executable",
            "Only granted programs and the system's libraries are mapped executable, not what agents can write.",
            "If the work builds and runs programs, say so in the intent (build, compile, test)."),
        [Reason.MemoryWritten] = ("memory_written",
            "Memory that was written must not be executed; only programs with a just-in-time compiler may.",
            "Use a program that needs no code of its own making."),
        [Reason.NetNotGranted] = ("net_not_granted",
            "The intent does not name this destination, port and protocol.",
            "If the work does need it, name the host (and port) in the intent."),
        [Reason.NetSocketType] = ("net_socket_type",
            "Agents get TCP and UDP over IPv4 and IPv6, and unix sockets; no other kind of socket.",
            "Use TCP or UDP to a host that the intent names."),
        [Reason.NetSlammed] = ("net_slammed",
            "The agent read a secret: all its network is cut until it ends.",
            "Start a new agent for work that needs the network. Nothing lowers a taint."),
        [Reason.NetListen] = ("net_listen", "Agents do not accept connections.", "Connect out to a granted host."),
        [Reason.NetUnixPeer] = ("net_unix_peer",
            "The unix socket is served by a process that is not of this agent, and the policy does not name it.",
            "If the work does need it and the ceiling allows it, name the socket's path in the intent."),
        [Reason.NetPassed] = ("net_passed",
            "A socket or ring that was made outside the agent was handed to it.",
            "Let the agent open its own connection to a granted host."),
        [Reason.NetRedirect] = ("net_redirect",
            "The question to a resolver could not be led to the one that answers agents: the socket has no room to note it.",
            "Ask from a socket without filters and options of its own."),
        [Reason.NetBlocked] = ("net_blocked",
            "The address is on Hyperion's block list: nothing is let in from there, and agents reach nothing there.",
            "Ask telos hyperion list who blocked it and for how long; telos hyperion unblock takes it off."),
        [Reason.NetDecoyToken] = ("net_decoy_token",
            "The server name of a TLS connection has a token in it that Telos planted in a decoy.",
            "See telos mirage report; whoever steers this agent carries secrets out."),
        [Reason.FileLabelled] = ("file_labelled",
            "The file is labelled as sensitive and the policy has no grant for it.",
            "If the ceiling allows it, name the file's path in the intent."),
        [Reason.FileTooDeep] = ("file_too_deep",
            "The file lies deeper than labels are looked up, so nobody can say that it is harmless.",
            "Move the work to a path with fewer directories."),
        [Reason.DecoyRead] = ("decoy_read",
            "The agent read a decoy, a file that Telos planted and that no work needs: its network is cut until it ends.",
            "See telos mirage report; whoever steers this agent looks for secrets."),
        [Reason.TaintRaised] = ("taint_raised", "The agent read a labelled file.", ""),
        [Reason.FileNotWritable] = ("file_not_writable",
            "The path lies outside the places where agents may write.",
            "Write below the home directory or /tmp, or name the path in the intent if the ceiling lets agents write there."),
        [Reason.FileDetached] = ("file_detached",
            "The file does not lie below this mount namespace's root, so nobody can say what it is.",
            "Open the file by its path."),
        [Reason.FileTaintedWrite] = ("file_tainted_write",
            "The agent read a secret: it may write only where its own intent names the path.",
            "Name the path to write in the intent before the secret is read."),
        [Reason.ObjectsFull] = ("objects_full",
            "The kernel's table of what tainted agents wrote is full, so the write was refused.",
            "End agents that are no longer needed."),
        [Reason.FifoOpen] = ("fifo_open",
            "The agent opened a FIFO to write, whose reader could get what it was about to read.",
            "Read what is secret in another session than the one that writes to FIFOs."),
        [Reason.CgroupEscape] = ("cgroup_escape", "The agent tried to start a child in another cgroup.", ""),
        [Reason.BpfSyscall] = ("bpf_syscall", "Agents may not use bpf(2).", ""),
        [Reason.PtraceOutside] = ("ptrace_outside",
            "Agents may look into their own processes only.", "Trace a process of the same agent."),
        [Reason.ProtectedFilesystem] = ("protected_filesystem",
            "Agents may neither mount nor administer the system, nor change the cgroup and bpf file systems.", ""),
        [Reason.SignalDaemon] = ("signal_daemon", "Agents may not signal the daemon.", ""),
        [Reason.IoUring] = ("io_uring", "Agents may not use io_uring, which other kernel threads work for.",
            "Use ordinary system calls."),
        [Reason.Namespace] = ("namespace", "Agents make and enter no namespaces of their own, and no other root.", ""),
        [Reason.KernelInterface] = ("kernel_interface",
            "Agents may not load code into the kernel, nor read or write its memory.", ""),
        [Reason.TaskOutside] = ("task_outside",
            "Agents may change limits and priorities of their own processes only.", ""),
        [Reason.SharedIpc] = ("shared_ipc",
            "System V IPC and kernel keyrings are shared beyond the agent, so that agents get neither.",
            "Use pipes, files or unix sockets among the agent's own processes."),
        [Reason.Terminal] = ("terminal", "Agents may not type into a terminal, nor write to one that is not theirs.", ""),
        [Reason.ClockSet] = ("clock_set", "Agents may not set the clock.", ""),
    }.ToFrozenDictionary();

    /// <summary>The machine-readable name, for instance <c>exec_not_granted</c>.</summary>
    public static string Name(Reason reason) => Words(reason).Name;

    public static string Cause(Reason reason) => Words(reason).Cause;

    public static string NextStep(Reason reason) => Words(reason).NextStep;

    /// <summary>The sentences for a word of the log, of a gate or of the dataplane; empty where nothing was refused.</summary>
    public static (string Cause, string NextStep) Of(string name)
    {
        if (!TryParse(name, out Reason reason))
        {
            return NameReasonText.TryGet(name, out string cause, out string nextStep) ? (cause, nextStep) : ("", "");
        }

        return reason == Reason.None ? ("", "") : (Cause(reason), NextStep(reason));
    }

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

    private static (string Name, string Cause, string NextStep) Words(Reason reason) =>
        s_words.TryGetValue(reason, out var words)
            ? words
            : ("unknown", $"Reason {(uint)reason}, which this telos does not know.",
                "Use the telos that started the daemon.");
}
