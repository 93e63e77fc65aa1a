using Microsoft.Win32.SafeHandles;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Agents;

/// <summary>
/// Whether a container's directory may be taken for installed code. Nobody knows who wrote what lies where agents of the machine
/// write, or what another process serves (FUSE): as code it would run for everybody.
/// </summary>
internal static class ContainerContent
{
    private const string Fuse = "fuse";
    private const string Overlay = "overlay";
    private static readonly string[] s_layers = ["lowerdir", "lowerdir+", "datadir+", "upperdir"];

    /// <summary>Why it may not; null: it may. What cannot be told is no.</summary>
    /// <param name="root">The mount that the container's root is.</param>
    /// <param name="directory">In the container, without links.</param>
    /// <param name="machine">What is mounted on the machine.</param>
    public static string? Objection(Mount root, string directory, Mount[] machine, MachineAreas areas) =>
        Objection(root, directory, machine, areas, RealPath);

    internal static string? Objection(
        Mount root, string directory, Mount[] machine, MachineAreas areas, Func<string, string?> realPath)
    {
        if (root.Type.StartsWith(Fuse, StringComparison.Ordinal))
        {
            return $"a process serves it ({root.Type})";
        }

        List<string> places = [.. PlacesOf(machine, root.Device, (root.Root == "/" ? "" : root.Root) + directory)];
        foreach (string layer in root.Type == Overlay ? Layers(root) : [])
        {
            if (!layer.StartsWith('/') || realPath(layer) is not string real
                || machine.Where(mount => mount.Holds(real)).MaxBy(mount => mount.Point.Length) is not Mount below)
            {
                return $"its layer {layer} is not to be found";
            }

            places.Add(real + directory);
            places.AddRange(PlacesOf(machine, below.Device, below.InFilesystem(real) + directory));
        }

        return places.Count == 0 ? "nothing tells where that lies"
            : places.Find(areas.IsWritable) is string writable ? $"that is {writable}, where agents may write"
            : null;
    }

    // All names that the machine has for a directory, and for what lies in it: a bind mount is one more way to write there.
    private static IEnumerable<string> PlacesOf(Mount[] machine, uint device, string inFilesystem) =>
        from mount in machine
        where mount.Device == device
        let place = mount.PathOf(inFilesystem)
            ?? (mount.Root.StartsWith(inFilesystem + '/', StringComparison.Ordinal) ? mount.Point : null)
        where place is not null
        select place;

    // Of one overlay: "a:b", and with data layers "a::b".
    private static IEnumerable<string> Layers(Mount root) =>
        from option in root.Options
        let cut = option.IndexOf('=', StringComparison.Ordinal)
        where cut > 0 && s_layers.Contains(option[..cut])
        from layer in option[(cut + 1)..].Split(':', StringSplitOptions.RemoveEmptyEntries)
        select layer;

    private static string? RealPath(string path)
    {
        if (OpenPath.TryOpenPath(path, out SafeFileHandle? handle) != Errno.None)
        {
            return null;
        }

        using (handle)
        {
            return new FileInfo(OpenPath.LinkTo(handle!)).LinkTarget;
        }
    }
}
