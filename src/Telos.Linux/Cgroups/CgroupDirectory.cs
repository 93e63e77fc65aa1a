using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Files;
using Telos.Linux.Native;

namespace Telos.Linux.Cgroups;

/// <summary>
/// One control group of the unified hierarchy. It holds no descriptor, so there is nothing to dispose.
/// </summary>
public sealed class CgroupDirectory
{
    private const uint DirectoryMode = 0x1ED; // 0755
    private const int EventsBytesMax = 256;
    private const string UnifiedPrefix = "0::";

    private CgroupDirectory(string path, ulong id)
    {
        Path = path;
        Id = id;
    }

    public string Path { get; }

    /// <summary>What bpf_get_current_cgroup_id() returns for its members.</summary>
    public ulong Id { get; }

    public string EventsPath => Path + "/cgroup.events";

    /// <summary>False when it has been deleted, too.</summary>
    public bool Populated => Says("populated 1"u8);

    /// <summary>No member runs, in the kernel or outside of it.</summary>
    public bool IsFrozen => Says("frozen 1"u8);

    /// <summary>
    /// Opens or creates the group; a relative path starts at the mount. Its parent must exist.
    /// </summary>
    public static CgroupDirectory Create(string path)
    {
        string full = Resolve(path);
        Errno error = Syscall.Of(LibcFiles.mkdir(full, DirectoryMode));
        LinuxException.ThrowIf(error == Errno.EEXIST ? Errno.None : error, "mkdir", full);
        return OpenResolved(full);
    }

    /// <summary>An existing group; a relative path starts at the mount.</summary>
    public static CgroupDirectory Open(string path) => OpenResolved(Resolve(path));

    /// <summary>Where this process is, as a path below the mount. False when it is gone.</summary>
    public static bool TryPathOf(int pid, out string path)
    {
        path = string.Empty;
        if (!CgroupMount.TryFind(out string mount))
        {
            return false;
        }

        try
        {
            // cgroups(7): hierarchy 0 without controllers is the unified one.
            string file = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cgroup");
            string? line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(UnifiedPrefix, StringComparison.Ordinal));
            path = line is null ? string.Empty : mount + line[UnifiedPrefix.Length..];
        }
        catch (IOException)
        {
            // Gone, before the opening or before the reading.
        }

        return path.Length > 0;
    }

    /// <summary>The processes in the group now; none when it has been deleted.</summary>
    public IReadOnlyList<int> Members()
    {
        try
        {
            // 0 is a process outside of our pid namespace.
            return [.. File.ReadLines($"{Path}/cgroup.procs")
                .Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Where(pid => pid != 0)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Moves a process with all its threads into the group. ESRCH when it is gone.</summary>
    public Errno TryAdd(int pid) => Write("cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));

    public void Add(int pid) =>
        LinuxException.ThrowIf(TryAdd(pid), "write", $"{Path}/cgroup.procs", $"The process is {pid}");

    /// <summary>All members come to rest, or go on. <see cref="IsFrozen"/> tells when they rest.</summary>
    public void Freeze(bool frozen) =>
        LinuxException.ThrowIf(Write("cgroup.freeze", frozen ? "1" : "0"), "write", $"{Path}/cgroup.freeze");

    /// <summary>SIGKILL for every member, those below included, also for one that is just forking.</summary>
    public void Kill() => LinuxException.ThrowIf(Write("cgroup.kill", "1"), "write", $"{Path}/cgroup.kill");

    /// <summary>EBUSY while it has members or groups below. One that is gone already is no error.</summary>
    public Errno TryDelete()
    {
        Errno error = Syscall.Of(LibcFiles.rmdir(Path));
        return error == Errno.ENOENT ? Errno.None : error;
    }

    public void Delete() => LinuxException.ThrowIf(TryDelete(), "rmdir", Path);

    /// <summary>For attaching programs.</summary>
    public SafeFileHandle OpenHandle()
    {
        const int Flags = LibcFiles.O_RDONLY | LibcFiles.O_DIRECTORY;
        Errno error = OpenPath.TryOpen(Path, Flags, out SafeFileHandle? handle);
        LinuxException.ThrowIf(error, "open", Path);
        return handle!;
    }

    private static string Resolve(string path)
    {
        if (System.IO.Path.IsPathRooted(path))
        {
            return path.TrimEnd('/');
        }

        return CgroupMount.TryFind(out string mount)
            ? System.IO.Path.Combine(mount, path).TrimEnd('/')
            : throw new LinuxException("find cgroup2 mount", path, Errno.ENOENT);
    }

    private static CgroupDirectory OpenResolved(string path)
    {
        LinuxException.ThrowIf(LibcFiles.KernfsId(path, out ulong id), "name_to_handle_at", path);
        return new CgroupDirectory(path, id);
    }

    private bool Says(ReadOnlySpan<byte> line)
    {
        Errno error = OpenPath.TryOpenRead(EventsPath, out SafeFileHandle? file);
        Span<byte> text = stackalloc byte[EventsBytesMax];
        int count = 0;
        if (error == Errno.None)
        {
            using (file)
            {
                error = LibcFiles.Read(file!, text, out count);
            }
        }

        // ENODEV: deleted between open and read.
        if (error is Errno.ENOENT or Errno.ENODEV)
        {
            return false;
        }

        LinuxException.ThrowIf(error, "read", EventsPath);
        return text[..count].IndexOf(line) >= 0;
    }

    private Errno Write(string file, string value)
    {
        Errno error = OpenPath.TryOpen($"{Path}/{file}", LibcFiles.O_WRONLY, out SafeFileHandle? handle);
        if (error != Errno.None)
        {
            return error;
        }

        using (handle)
        {
            return LibcFiles.Write(handle!, Encoding.ASCII.GetBytes(value));
        }
    }
}
