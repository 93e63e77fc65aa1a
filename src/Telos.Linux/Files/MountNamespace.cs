using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;

namespace Telos.Linux.Files;

/// <summary>What processes have mounted where, which others may not have (mount_namespaces(7)).</summary>
/// <param name="Pid">A process that was in it.</param>
/// <param name="Name">As /proc names it.</param>
public sealed record MountNamespace(int Pid, string Name)
{
    /// <summary>
    /// One of its own for the calling thread, which this process has when it becomes another program by the same thread. What is
    /// mounted outside still comes in. EPERM without CAP_SYS_ADMIN.
    /// </summary>
    public static Errno TryLeave() => LibcMounts.UnshareMounts();

    /// <summary>Null when the process is gone or may not be looked at.</summary>
    public static MountNamespace? Of(int pid) => NameOf(PathOf(pid)) is string name ? new MountNamespace(pid, name) : null;

    /// <summary>Whether it is the one in which this process is.</summary>
    public bool Has(int pid) => NameOf(PathOf(pid)) == Name;

    /// <summary>Those who are in it. A process that ends meanwhile is not told.</summary>
    public IEnumerable<int> Members()
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && Has(pid))
            {
                yield return pid;
            }
        }
    }

    /// <summary>
    /// Puts a file over another one of the user's for all who are in this namespace, and nobody else. ENOENT where there is none,
    /// EPERM for a link, and for what is anybody else's, EEXIST when it lies there, ESRCH when the process is in another one: its
    /// number may be another's by now.
    /// </summary>
    /// <param name="root">A directory out of which no link leads.</param>
    /// <param name="path">Below it.</param>
    /// <param name="cover">A file of the caller's namespace.</param>
    public Errno TryCover(string root, string path, uint uid, string cover)
    {
        Errno error = LibcMounts.CloneTree(cover, out int fd);
        if (error != Errno.None)
        {
            return error;
        }

        using SafeFileHandle tree = new(fd, ownsHandle: true);
        string own = OpenPath.LinkTo(tree);
        return Visit(() => WithTarget(root, path, uid, target =>
            Facade.Is(own, target) ? Errno.EEXIST : LibcMounts.MoveMount(tree, target)));
    }

    /// <summary>Takes it off again. ENOENT when something else lies there.</summary>
    /// <param name="cover">What was put there.</param>
    public Errno TryUncover(string root, string path, uint uid, string cover)
    {
        Errno error = OpenPath.TryOpenPath(cover, out SafeFileHandle? own);
        if (error != Errno.None)
        {
            return error;
        }

        using (own)
        {
            return Visit(() => WithTarget(root, path, uid, target =>
                Facade.Is(OpenPath.LinkTo(target), own!) ? LibcMounts.Detach(OpenPath.LinkTo(target)) : Errno.ENOENT));
        }
    }

    // By a thread that stays there, and ends.
    private Errno Visit(Func<Errno> act)
    {
        Errno error = OpenPath.TryOpenRead(PathOf(Pid), out SafeFileHandle? opened);
        if (error != Errno.None)
        {
            return error;
        }

        using (opened)
        {
            if (NameOf(OpenPath.LinkTo(opened!)) != Name)
            {
                return Errno.ESRCH;
            }

            Thread visitor = new(() =>
            {
                error = LibcMounts.EnterMounts(opened!);
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

    private static string? NameOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string PathOf(int pid) => string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/mnt");
}
