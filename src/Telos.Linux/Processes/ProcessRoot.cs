using Telos.Linux.Native;

namespace Telos.Linux.Processes;

/// <summary>Which directory the names of this process begin at.</summary>
public static class ProcessRoot
{
    /// <summary>For all threads, which share it (clone(2), CLONE_FS), and for whatever this process starts.</summary>
    /// <exception cref="LinuxException">It is no directory, or this process may not (CAP_SYS_CHROOT).</exception>
    public static void Enter(string directory)
    {
        LinuxException.ThrowIf(Syscall.Of(LibcProcesses.chroot(directory)), "chroot", directory);
        Environment.CurrentDirectory = "/";
    }
}
