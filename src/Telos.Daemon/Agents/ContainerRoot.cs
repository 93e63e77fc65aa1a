using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Agents;

/// <summary>
/// The root directory of a container. Names are looked up in it as its processes would, and no link leads out
/// (RESOLVE_IN_ROOT).
/// </summary>
internal sealed class ContainerRoot : IDisposable
{
    private readonly FileIdentities _identities;
    private readonly SafeFileHandle _root;
    private readonly Mount[] _mounts;

    private ContainerRoot(FileIdentities identities, SafeFileHandle root, Mount[] mounts)
    {
        _identities = identities;
        _root = root;
        _mounts = mounts;
    }

    /// <exception cref="DaemonException">The process is in no container, or in one of another kind.</exception>
    /// <exception cref="LinuxException">The process is gone.</exception>
    public static ContainerRoot Open(FileIdentities identities, int pid)
    {
        string process = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        if (NamespaceOf(process, "mnt") == NamespaceOf("/proc/self", "mnt"))
        {
            throw new DaemonException($"process {pid} has no mount namespace of its own: it is in no container");
        }

        if (NamespaceOf(process, "user") != NamespaceOf("/proc/self", "user"))
        {
            throw new DaemonException(
                $"process {pid} is in a user namespace of its own, in which it has other rights: start it without one");
        }

        string root = process + "/root/.";
        Errno error = OpenPath.TryOpenPath(root, out SafeFileHandle? handle);
        return error == Errno.None
            ? new ContainerRoot(identities, handle!, [.. MountTable.Read(process + "/mountinfo")])
            : throw new LinuxException("open", root, error);
    }

    /// <summary>Null when the container has no such file.</summary>
    public OpenFile? Resolve(string path)
    {
        using SafeFileHandle? handle = Reference(path, staysOnMount: false);
        return handle is null ? null : _identities.Resolve(OpenPath.LinkTo(handle));
    }

    /// <summary>The same, of a file on the root's own mount.</summary>
    /// <param name="real">Where it lies in the container, whatever links led there.</param>
    public OpenFile? ResolveOnRoot(string path, out string real)
    {
        using SafeFileHandle? handle = Reference(path, staysOnMount: true);
        real = handle is null ? "" : RealPath(handle);
        return handle is null ? null : _identities.Resolve(OpenPath.LinkTo(handle));
    }

    /// <summary>The first line of what is a script.</summary>
    public (string? Interpreter, string? Argument) HeaderOf(string path)
    {
        using SafeFileHandle? handle = Reference(path, staysOnMount: false);
        return handle is null ? (null, null) : ScriptHeader.Read(OpenPath.LinkTo(handle));
    }

    /// <summary>
    /// The container's directories of installed code: those that the ceiling names for the machine, on the root's own mount and
    /// with nothing mounted into them.
    /// </summary>
    /// <param name="missing">A line for each that is no such place.</param>
    public List<LentPlace> CodePlaces(Ceiling ceiling, List<string> missing)
    {
        List<LentPlace> places = [];
        Mount? root = _mounts.FirstOrDefault(mount => mount.Id == MountIdOf(_root));
        if (root is null)
        {
            missing.Add("code of the container: nothing tells what its root is, so its libraries are not executable");
            return places;
        }

        Mount[] machine = [.. MountTable.Read()];
        MachineAreas areas = MachineAreas.Of(ceiling);
        foreach (string directory in ceiling.CodeDirectories.Where(path => path.StartsWith('/')))
        {
            if (Reference(directory, staysOnMount: false) is not SafeFileHandle handle)
            {
                continue;
            }

            if (Objection(root, RealPath(handle), MountIdOf(handle), machine, areas) is string objection)
            {
                missing.Add($"code of the container: {directory}: {objection}, so it is not executable");
            }
            else if (_identities.Resolve(OpenPath.LinkTo(handle)) is OpenFile file
                && !places.Exists(other => other.File.Equals(file.File)))
            {
                places.Add(new LentPlace(file.File, LabelPaths.Code, handle));
                continue;
            }

            handle.Dispose();
        }

        return places;
    }

    /// <summary>Its nodes of the devices that agents write to, if they are the same devices as the machine's.</summary>
    public IEnumerable<LentPlace> DevicePlaces()
    {
        foreach (string path in DefaultAreas.Devices)
        {
            if (Reference(path, staysOnMount: false) is not SafeFileHandle handle)
            {
                continue;
            }

            if (IsSameDevice(handle, path) && _identities.Resolve(OpenPath.LinkTo(handle)) is OpenFile file)
            {
                yield return new LentPlace(file.File, LabelPaths.Device, handle);
            }
            else
            {
                handle.Dispose();
            }
        }
    }

    public void Dispose() => _root.Dispose();

    private static bool IsSameDevice(SafeFileHandle handle, string path)
    {
        using SafeFileHandle? own = OpenPath.TryOpenPath(path, out SafeFileHandle? opened) == Errno.None ? opened : null;
        return own is not null && OpenPath.TryDevice(own, out (uint, uint) wanted) == Errno.None
            && OpenPath.TryDevice(handle, out (uint, uint) device) == Errno.None && device == wanted;
    }

    private static string? NamespaceOf(string process, string kind) => new FileInfo($"{process}/ns/{kind}").LinkTarget;

    // The kernel tells it as the container has it: nothing that is mounted there can be reached from this root.
    private static string RealPath(SafeFileHandle handle) => new FileInfo(OpenPath.LinkTo(handle)).LinkTarget ?? "";

    private static int MountIdOf(SafeFileHandle handle)
    {
        const string Field = "mnt_id:";
        string info = OpenPath.LinkTo(handle).Replace("/fd/", "/fdinfo/", StringComparison.Ordinal);
        string line = File.ReadLines(info).First(each => each.StartsWith(Field, StringComparison.Ordinal));
        return int.Parse(line[Field.Length..], CultureInfo.InvariantCulture);
    }

    private string? Objection(Mount root, string directory, int mountId, Mount[] machine, MachineAreas areas) =>
        mountId != root.Id ? "it is mounted from elsewhere"
        : directory == "/" ? "it is the whole container"
        : _mounts.FirstOrDefault(mount => mount.IsBelow(directory)) is Mount below ? $"{below.Point} is mounted into it"
        : ContainerContent.Objection(root, directory, machine, areas);

    private SafeFileHandle? Reference(string path, bool staysOnMount) =>
        OpenPath.TryOpenPathBelow(_root, path, staysOnMount, out SafeFileHandle? handle) == Errno.None ? handle : null;
}
