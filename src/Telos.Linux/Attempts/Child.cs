namespace Telos.Linux.Attempts;

/// <summary>
/// Acts that change the process that does them are done by a forked child, which ends with them. The runtime's other threads are
/// not there in the child: it makes system calls and returns. One that waits all the same is ended by its own alarm.
/// </summary>
internal static unsafe class Child
{
    private const int PatienceSeconds = 4;
    private const int StatusMask = 0xff;
    private const int SignalMask = 0x7f;
    private const int StandardDescriptors = 3;
    private const int O_RDWR = 2;
    private const int O_CLOEXEC = 0x80000;

    /// <returns>What the act returned; EINTR when it did not end.</returns>
    internal static Errno Run(Func<nint> act)
    {
        nint child = Call.Make(SystemCall.fork);
        if (child == 0)
        {
            Call.Make(SystemCall.alarm, PatienceSeconds);
            Leave(act());
        }

        return child < 0 ? Call.Of(child) : StatusOf(child);
    }

    /// <summary>Of a child that ends with an error number as its status.</summary>
    internal static Errno StatusOf(nint child)
    {
        int status = 0;
        nint rc;
        do
        {
            rc = Call.Make(SystemCall.wait4, child, (nint)(&status));
        }
        while (Call.Of(rc) == Errno.EINTR);
        return rc < 0 ? Call.Of(rc) : (status & SignalMask) != 0 ? Errno.EINTR : (Errno)((status >> 8) & StatusMask);
    }

    internal static void Leave(nint result) =>
        Call.Make(SystemCall.exit_group, result < 0 ? Math.Min(-result, StatusMask) : 0);

    /// <summary>
    /// <paramref name="execute"/> returns when a program could not be started. What was started has no input and no output, and
    /// what it does is nobody's concern.
    /// </summary>
    internal static Errno Execute(Func<nint> execute, Lineage lineage)
    {
        int* ends = stackalloc int[2];
        nint rc = Call.Make(SystemCall.pipe2, (nint)ends, O_CLOEXEC);
        if (rc < 0)
        {
            return Call.Of(rc);
        }

        (nint reader, nint writer) = (ends[0], ends[1]);
        nint child = Call.Make(SystemCall.fork);
        if (child == 0)
        {
            Descend(lineage);
            Call.Make(SystemCall.alarm, PatienceSeconds);
            BeSilent();
            int failure = (int)-execute();
            Call.Make(SystemCall.write, writer, (nint)(&failure), sizeof(int));
            Leave(0);
        }

        Call.Make(SystemCall.close, writer);
        int seen = 0;
        // The pipe ends without a word when the program has taken its writer's place.
        nint count = Call.Make(SystemCall.read, reader, (nint)(&seen), sizeof(int));
        Call.Make(SystemCall.close, reader);
        if (child < 0)
        {
            return Call.Of(child);
        }

        StatusOf(child);
        return count < 0 ? Call.Of(count) : (Errno)seen;
    }

    private static void Descend(Lineage lineage)
    {
        if (lineage == Lineage.Child)
        {
            return;
        }

        if (lineage == Lineage.Daemon)
        {
            Call.Make(SystemCall.setsid);
        }

        nint parent = Call.Make(SystemCall.getpid);
        if (Call.Make(SystemCall.fork) != 0)
        {
            Leave(0);
        }

        while (Call.Make(SystemCall.getppid) == parent)
        {
            Call.Make(SystemCall.sched_yield);
        }
    }

    private static void BeSilent()
    {
        nint nothing = Call.Open("/dev/null", O_RDWR);
        for (int descriptor = 0; descriptor < StandardDescriptors; descriptor++)
        {
            Call.Make(SystemCall.dup2, nothing, descriptor);
        }
    }
}
