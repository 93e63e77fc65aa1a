namespace Telos.Linux.Attempts;

/// <summary>Ways to change what lies where. A mount that goes through is taken away again, and the other way round.</summary>
public static class MountAttempt
{
    private const int AT_FDCWD = -100;
    private const nint MS_BIND = 4096;
    private const nint MNT_DETACH = 2;
    private const nint OPEN_TREE_CLONE = 1;
    private const nint O_CLOEXEC = 0x80000;

    public static Errno MountAndUnmount(string directory) => Undoing(Mount(directory), directory);

    public static Errno BindAndUnmount(string source, string directory) => Undoing(
        Call.Of(Call.With(source, directory, (from, to) => Call.Make(SystemCall.mount, from, to, 0, MS_BIND))), directory);

    /// <summary>A copy of the mount that nobody sees, and that ends with its descriptor.</summary>
    public static Errno CloneTree(string directory) => Call.Closing(Call.With(directory, name =>
        Call.Make(SystemCall.open_tree, AT_FDCWD, name, OPEN_TREE_CLONE | O_CLOEXEC)));

    public static Errno UnmountAndMount(string directory)
    {
        Errno seen = Unmount(directory);
        if (seen == Errno.None)
        {
            Mount(directory);
        }

        return seen;
    }

    /// <summary>An empty tmpfs.</summary>
    public static Errno Mount(string directory) => Call.Of(Call.With("tmpfs", directory, (kind, place) =>
        Call.Make(SystemCall.mount, kind, place, kind)));

    public static Errno Unmount(string directory) => Call.Of(Call.With(directory, name =>
        Call.Make(SystemCall.umount2, name, MNT_DETACH)));

    private static Errno Undoing(Errno seen, string directory)
    {
        if (seen == Errno.None)
        {
            Unmount(directory);
        }

        return seen;
    }
}
