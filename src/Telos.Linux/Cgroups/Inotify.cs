using Telos.Linux.Native;

namespace Telos.Linux.Cgroups;

internal sealed class Inotify : Descriptor
{
    private Inotify(int fd)
        : base(fd)
    {
    }

    internal static Inotify Create()
    {
        int fd = LibcEvents.inotify_init1(LibcEvents.IN_CLOEXEC | LibcEvents.IN_NONBLOCK);
        LinuxException.ThrowIf(Syscall.Of(fd), "inotify_init1");
        return new Inotify(fd);
    }

    internal Errno TryWatch(string path, out int watch)
    {
        watch = LibcEvents.inotify_add_watch(this, path, LibcEvents.IN_MODIFY);
        return Syscall.Of(watch);
    }

    /// <summary>EINVAL when the kernel has removed it already, with the file.</summary>
    internal void Forget(int watch) => _ = LibcEvents.inotify_rm_watch(this, watch);
}
