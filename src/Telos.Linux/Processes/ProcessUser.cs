using Telos.Linux.Native;

namespace Telos.Linux.Processes;

/// <summary>The user that this process works for.</summary>
public static unsafe class ProcessUser
{
    /// <summary>
    /// Becomes a user for good, with these supplementary groups: real, effective and saved ids (credentials(7)), of every
    /// thread. Root's capabilities are gone with it. On an error nothing may be relied on but that this process should end.
    /// </summary>
    public static Errno TryBecome(uint uid, uint gid, ReadOnlySpan<uint> groups)
    {
        // The groups and the group first: who is no longer root may change neither.
        Errno error;
        fixed (uint* list = groups)
        {
            error = Syscall.Of(LibcProcesses.setgroups((nuint)groups.Length, list));
        }

        error = error != Errno.None ? error : Syscall.Of(LibcProcesses.setresgid(gid, gid, gid));
        return error != Errno.None ? error : Syscall.Of(LibcProcesses.setresuid(uid, uid, uid));
    }
}
