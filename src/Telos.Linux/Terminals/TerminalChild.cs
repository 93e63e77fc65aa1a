using Telos.Linux.Native;
using Telos.Linux.Processes;

namespace Telos.Linux.Terminals;

/// <summary>A child that leads a session of its own, whose terminal is the one that it is given.</summary>
public sealed unsafe class TerminalChild : IDisposable
{
    private const int SIGCHLD = 17;
    private const int SIGSTOP = 19;
    private const int SignalBase = 128;

    private TerminalChild(PidFd process) => Process = process;

    public PidFd Process { get; }

    /// <summary>
    /// The terminal becomes its session's as it is opened by its leader, who has none (tty_open_proc_set_tty in
    /// drivers/tty/tty_jobctrl.c): it takes no TIOCSCTTY.
    /// </summary>
    /// <exception cref="LinuxException">It cannot be started.</exception>
    public static TerminalChild Start(
        string path, IReadOnlyList<string> argv, IEnumerable<KeyValuePair<string, string>> environment, string terminal)
    {
        // Whoever started us may ignore it, and then no status would be kept. A handler is the runtime's, for its own children.
        if (LibcProcesses.HandlerOf(SIGCHLD) == LibcProcesses.SIG_IGN)
        {
            _ = LibcProcesses.signal(SIGCHLD, LibcProcesses.SIG_DFL);
        }

        LinuxException.ThrowIf(ProcessImage.TryJoin(environment, out string[] variables), "environment");
        LinuxException.ThrowIf(ArgumentBlock.TryBuild([path, terminal], out ArgumentBlock? paths), path);
        LinuxException.ThrowIf(ArgumentBlock.TryBuild(argv, out ArgumentBlock? arguments), path);
        LinuxException.ThrowIf(ArgumentBlock.TryBuild(variables, out ArgumentBlock? values), path);
        using (paths)
        using (arguments)
        using (values)
        {
            Errno error = Spawn(paths!, arguments!, values!, out int pid);
            LinuxException.ThrowIf(error, "posix_spawn", path);
            LinuxException.ThrowIf(PidFd.TryOpen(pid, out PidFd? process), "pidfd_open", path);
            return new TerminalChild(process!);
        }
    }

    /// <summary>Waits for its end: its exit status, or 128 and the signal that ended it, as shells have it.</summary>
    public int Wait()
    {
        int rc, status;
        do
        {
            rc = LibcSpawn.waitpid(Process.Pid, out status, 0);
        }
        while (Syscall.Interrupted(rc));
        LinuxException.ThrowIf(Syscall.Of(rc), "waitpid");
        int signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : SignalBase + signal;
    }

    /// <summary>Stops this process, as the terminal's stop key would, until somebody continues it.</summary>
    public static void StopSelf() => _ = LibcSpawn.kill(Environment.ProcessId, SIGSTOP);

    public void Dispose() => Process.Dispose();

    private static Errno Spawn(ArgumentBlock paths, ArgumentBlock argv, ArgumentBlock environment, out int pid)
    {
        byte* attributes = stackalloc byte[LibcSpawn.AttributesBytes];
        byte* actions = stackalloc byte[LibcSpawn.ActionsBytes];
        byte* none = stackalloc byte[LibcProcesses.SignalSetBytes];
        byte* all = stackalloc byte[LibcProcesses.SignalSetBytes];
        new Span<byte>(none, LibcProcesses.SignalSetBytes).Clear();
        new Span<byte>(all, LibcProcesses.SignalSetBytes).Fill(0xff);
        pid = 0;
        int error = LibcSpawn.posix_spawnattr_init(attributes);
        error = error != 0 ? error : LibcSpawn.posix_spawn_file_actions_init(actions);
        if (error != 0)
        {
            return (Errno)error;
        }

        error = LibcSpawn.posix_spawnattr_setflags(
            attributes,
            LibcSpawn.POSIX_SPAWN_SETSID | LibcSpawn.POSIX_SPAWN_SETSIGMASK | LibcSpawn.POSIX_SPAWN_SETSIGDEF);
        error = error != 0 ? error : LibcSpawn.posix_spawnattr_setsigmask(attributes, none);
        error = error != 0 ? error : LibcSpawn.posix_spawnattr_setsigdefault(attributes, all);
        error = error != 0 ? error : LibcSpawn.posix_spawn_file_actions_addopen(
            actions, 0, paths.Pointers[1], LibcTerminals.O_RDWR, 0);
        error = error != 0 ? error : LibcSpawn.posix_spawn_file_actions_adddup2(actions, 0, 1);
        error = error != 0 ? error : LibcSpawn.posix_spawn_file_actions_adddup2(actions, 0, 2);
        error = error != 0 ? error : LibcSpawn.posix_spawn(
            out pid, paths.Pointers[0], actions, attributes, argv.Pointers, environment.Pointers);
        _ = LibcSpawn.posix_spawn_file_actions_destroy(actions);
        _ = LibcSpawn.posix_spawnattr_destroy(attributes);
        return (Errno)error;
    }
}
