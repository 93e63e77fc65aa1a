using Telos.Linux.Native;

namespace Telos.Linux.Attempts;

/// <summary>Ways to other processes, and out of what holds one's own. What is set is set to what it was.</summary>
public static unsafe class TaskAttempt
{
    private const int PTRACE_SEIZE = 0x4206;
    private const int PRIO_PROCESS = 0;
    private const int PriorityBase = 20;
    private const int SIGCHLD = 17;
    private const int CLONE_INTO_CGROUP_BIT = 33;
    private const int CloneWords = 11;
    private const int PR_SET_NAME = 15;
    private const int PR_GET_NAME = 16;
    private const int NameBytes = 16;

    // Of an answer that changes nothing: the process goes on.
    private const int SIGCONT = 18;

    /// <summary>Copies 8 bytes from there.</summary>
    public static Errno ReadMemory(int process, nint address) => Copy(SystemCall.process_vm_readv, process, address);

    /// <summary>Copies 8 bytes of zeros to there.</summary>
    public static Errno WriteMemory(int process, nint address) => Copy(SystemCall.process_vm_writev, process, address);

    /// <summary>Becomes its tracer, and ends, so that it is traced no more.</summary>
    public static Errno Trace(int process) => Child.Run(() => Call.Make(SystemCall.ptrace, PTRACE_SEIZE, process));

    public static Errno TakeDescriptor(int process) => WithProcess(process, pidfd =>
        -(nint)Call.Closing(Call.Make(SystemCall.pidfd_getfd, pidfd)));

    public static Errno Compare(int process) => Call.Of(Call.Make(
        SystemCall.kcmp, Environment.ProcessId, process, LibcProcesses.KCMP_VM));

    public static Errno Signal(int process) => Call.Of(Call.Make(SystemCall.kill, process, SIGCONT));

    public static Errno SignalByDescriptor(int process) => WithProcess(process, pidfd =>
        Call.Make(SystemCall.pidfd_send_signal, pidfd, SIGCONT));

    public static Errno SetPriority(int process)
    {
        // The system call returns 20 less the priority, so that no priority looks like an error (getpriority(2)).
        nint priority = Call.Make(SystemCall.getpriority, PRIO_PROCESS, process);
        return priority < 0
            ? Call.Of(priority)
            : Call.Of(Call.Make(SystemCall.setpriority, PRIO_PROCESS, process, PriorityBase - priority));
    }

    public static Errno SetScheduler(int process)
    {
        int none = 0;
        nint scheduler = Call.Make(SystemCall.sched_getscheduler, process);
        return scheduler < 0
            ? Call.Of(scheduler)
            : Call.Of(Call.Make(SystemCall.sched_setscheduler, process, scheduler, (nint)(&none)));
    }

    public static Errno Unshare(int flags) => Child.Run(() => Call.Make(SystemCall.unshare, flags));

    public static Errno EnterNamespace(string path) => Child.Run(() =>
    {
        nint space = Call.Open(path, LibcFiles.O_RDONLY);
        return space < 0 ? space : Call.Make(SystemCall.setns, space);
    });

    public static Errno EnterNamespaceOf(int process, int flag) => Child.Run(() =>
    {
        nint pidfd = Call.Make(SystemCall.pidfd_open, process);
        return pidfd < 0 ? pidfd : Call.Make(SystemCall.setns, pidfd, flag);
    });

    public static Errno ChangeRoot(string directory) => Child.Run(() =>
        Call.With(directory, name => Call.Make(SystemCall.chroot, name)));

    /// <summary>A child writes itself into that cgroup.</summary>
    public static Errno JoinCgroup(string directory) => Child.Run(() =>
    {
        nint members = Call.Open($"{directory}/cgroup.procs", LibcFiles.O_WRONLY);
        return members < 0 ? members : Call.Write(members, "0"u8);
    });

    /// <summary>A child begins in that cgroup (clone3(2), CLONE_INTO_CGROUP).</summary>
    public static Errno StartInCgroup(string directory)
    {
        nint cgroup = Call.Open(directory, LibcFiles.O_RDONLY | LibcFiles.O_DIRECTORY);
        if (cgroup < 0)
        {
            return Call.Of(cgroup);
        }

        // struct clone_args of include/uapi/linux/sched.h: flags first, exit_signal fifth, cgroup last.
        ulong* arguments = stackalloc ulong[CloneWords];
        new Span<ulong>(arguments, CloneWords).Clear();
        (arguments[0], arguments[4], arguments[10]) = (1UL << CLONE_INTO_CGROUP_BIT, SIGCHLD, (ulong)cgroup);
        nint child = Call.Make(SystemCall.clone3, (nint)arguments, CloneWords * sizeof(ulong));
        if (child == 0)
        {
            Child.Leave(0);
        }

        Call.Make(SystemCall.close, cgroup);
        return child < 0 ? Call.Of(child) : Child.StatusOf(child);
    }

    /// <summary>The calling thread's, which is another's to read.</summary>
    public static Errno NameThread()
    {
        byte* name = stackalloc byte[NameBytes];
        Call.Make(SystemCall.prctl, PR_GET_NAME, (nint)name);
        return Call.Of(Call.Make(SystemCall.prctl, PR_SET_NAME, (nint)name));
    }

    private static Errno Copy(SystemCall call, int process, nint address)
    {
        ulong word = 0;
        nint* here = stackalloc nint[2] { (nint)(&word), sizeof(ulong) };
        nint* there = stackalloc nint[2] { address, sizeof(ulong) };
        return Call.Of(Call.Make(call, process, (nint)here, 1, (nint)there, 1));
    }

    private static Errno WithProcess(int process, Func<nint, nint> act)
    {
        nint pidfd = Call.Make(SystemCall.pidfd_open, process);
        if (pidfd < 0)
        {
            return Call.Of(pidfd);
        }

        nint rc = act(pidfd);
        Call.Make(SystemCall.close, pidfd);
        return Call.Of(rc);
    }
}
