using System.Runtime.InteropServices;
using Telos.Linux.Native;

namespace Telos.Linux.Processes;

/// <summary>Replaces this process by another program.</summary>
public static unsafe class ProcessImage
{
    /// <summary>
    /// Returns only on failure. The program starts as if no .NET runtime had been here: SIGPIPE, which the
    /// runtime ignores, is at its default, no signal is blocked, and only descriptors 0, 1, 2 and <paramref
    /// name="inherited"/> are open. (Signals with a handler go back to their default by execve itself.)
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// Not on the main thread. Execve from another thread puts that thread's task in the leader's place, and
    /// the leader's task storage, the enrolment, is lost with it.
    /// </exception>
    public static Errno Execve(
        string path,
        IReadOnlyList<string> argv,
        IEnumerable<KeyValuePair<string, string>> environment,
        IReadOnlyList<SafeHandle>? inherited = null)
    {
        if (LibcProcesses.gettid() != Environment.ProcessId)
        {
            throw new InvalidOperationException("Execve must be called on the main thread.");
        }

        // The kernel would run a program without arguments with an empty argv[0] (execve(2), Linux 5.18).
        if (argv.Count == 0)
        {
            return Errno.EINVAL;
        }

        Errno error = TryJoin(environment, out string[] variables);
        return error != Errno.None ? error : Build(path, argv, variables, inherited ?? []);
    }

    internal static Errno TryJoin(
        IEnumerable<KeyValuePair<string, string>> environment, out string[] variables)
    {
        List<string> joined = [];
        foreach ((string name, string value) in environment)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal))
            {
                variables = [];
                return Errno.EINVAL;
            }

            joined.Add($"{name}={value}");
        }

        variables = [.. joined];
        return Errno.None;
    }

    private static Errno Build(
        string path, IReadOnlyList<string> argv, string[] variables, IReadOnlyList<SafeHandle> inherited)
    {
        ArgumentBlock? arguments = null;
        ArgumentBlock? environment = null;
        Errno error = ArgumentBlock.TryBuild([path], out ArgumentBlock? program);
        try
        {
            error = error != Errno.None ? error : ArgumentBlock.TryBuild(argv, out arguments);
            error = error != Errno.None ? error : ArgumentBlock.TryBuild(variables, out environment);
            error = error != Errno.None ? error : KeepOnly(inherited);
            return error != Errno.None ? error : Replace(program!, arguments!, environment!);
        }
        finally
        {
            environment?.Dispose();
            arguments?.Dispose();
            program?.Dispose();
        }
    }

    private static Errno KeepOnly(IReadOnlyList<SafeHandle> inherited)
    {
        int rc = LibcProcesses.close_range(
            LibcProcesses.FirstUnsharedFd, uint.MaxValue, LibcProcesses.CLOSE_RANGE_CLOEXEC);
        Errno error = Syscall.Of(rc);
        for (int i = 0; i < inherited.Count && error == Errno.None; i++)
        {
            error = Syscall.Of(LibcFiles.fcntl(inherited[i], LibcFiles.F_SETFD, 0));
        }

        return error;
    }

    // On failure the runtime goes on, so what it relies on is put back.
    private static Errno Replace(ArgumentBlock program, ArgumentBlock arguments, ArgumentBlock environment)
    {
        byte* none = stackalloc byte[LibcProcesses.SignalSetBytes];
        byte* blocked = stackalloc byte[LibcProcesses.SignalSetBytes];
        new Span<byte>(none, LibcProcesses.SignalSetBytes).Clear();
        nint pipeAction = LibcProcesses.signal(LibcProcesses.SIGPIPE, LibcProcesses.SIG_DFL);
        if (pipeAction == LibcProcesses.SIG_ERR)
        {
            return Syscall.Last();
        }

        int maskError = LibcProcesses.pthread_sigmask(LibcProcesses.SIG_SETMASK, none, blocked);
        if (maskError != 0)
        {
            return (Errno)maskError;
        }

        _ = LibcProcesses.execve(program.Pointers[0], arguments.Pointers, environment.Pointers);
        Errno refused = Syscall.Last();
        _ = LibcProcesses.pthread_sigmask(LibcProcesses.SIG_SETMASK, blocked, null);
        _ = LibcProcesses.signal(LibcProcesses.SIGPIPE, pipeAction);
        return refused;
    }
}
