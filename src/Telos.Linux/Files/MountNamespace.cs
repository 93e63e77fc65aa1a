using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;

namespace Telos.Linux.Files;

/// <summary>What a process has mounted where, which others may not have (mount_namespaces(7)).</summary>
public static class MountNamespace
{
    /// <summary>
    /// One of its own for the calling thread, which this process has when it becomes another program by the same thread. What is
    /// mounted outside still comes in. EPERM without CAP_SYS_ADMIN.
    /// </summary>
    public static Errno TryLeave() => LibcMounts.UnshareMounts();

    /// <summary>As /proc names it; null when the process is gone or may not be looked at.</summary>
    public static string? Of(int pid)
    {
        try
        {
            return new FileInfo(PathOf(pid)).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Those who are in it. A process that ends meanwhile is not told.</summary>
    public static IEnumerable<int> Members(string space)
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && Of(pid) == space)
            {
                yield return pid;
            }
        }
    }

    /// <summary>
    /// Puts a file over another one of the user's for all who are in the process's namespace, and nobody else. ENOENT where there
    /// is none, EPERM for a link, and for what is anybody else's, EEXIST when it lies there.
    /// </summary>
    /// <param name="root">A directory out of which no link leads.</param>
    /// <param name="path">Below it.</param>
    /// <param name="cover">A file of the caller's namespace.</param>
    public static Errno TryCover(int pid, string root, string path, uint uid, string cover)
    {
        Errno error = LibcMounts.CloneTree(cover, out int fd);
        if (error != Errno.None)
        {
            return error;
        }

        using SafeFileHandle tree = new(fd, ownsHandle: true);
        string own = OpenPath.LinkTo(tree);
        return Visit(pid, () => WithTarget(root, path, uid, target =>
            Facade.Is(own, target) ? Errno.EEXIST : LibcMounts.MoveMount(tree, target)));
    }

    /// <summary>Takes it off again. ENOENT when something else lies there.</summary>
    /// <param name="cover">What was put there.</param>
    public static Errno TryUncover(int pid, string root, string path, uint uid, string cover)
    {
        Errno error = OpenPath.TryOpenPath(cover, out SafeFileHandle? own);
        if (error != Errno.None)
        {
            return error;
        }

        using (own)
        {
            return Visit(pid, () => WithTarget(root, path, uid, target =>
                Facade.Is(OpenPath.LinkTo(target), own!) ? LibcMounts.Detach(OpenPath.LinkTo(target)) : Errno.ENOENT));
        }
    }

    // By a thread that stays there, and ends.
    private static Errno Visit(int pid, Func<Errno> act)
    {
        Errno error = OpenPath.TryOpenRead(PathOf(pid), out SafeFileHandle? space);
        if (error != Errno.None)
        {
            return error;
        }

        using (space)
        {
            Thread visitor = new(() =>
            {
                error = LibcMounts.EnterMounts(space!);
                error = error != Errno.None ? error : act();
            })
            {
                Name = "mounts",
            };
            visitor.Start();
            visitor.Join();
            return error;
        }
    }

    private static Errno WithTarget(string root, string path, uint uid, Func<SafeFileHandle, Errno> act)
    {
        Errno error = PlantedFile.TryOpen(root, path, uid, out SafeFileHandle? target);
        using (target)
        {
            return error != Errno.None ? error : act(target!);
        }
    }

    private static string PathOf(int pid) => string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/mnt");
}
