using Microsoft.Win32.SafeHandles;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Agents;

/// <summary>
/// The directory in which telos run was started, where an intent may get to write and to run what it built: only one
/// that is the user's own, below a write area, and holds nothing of anybody else's.
/// </summary>
internal static class Workspace
{
    /// <summary>The open directory's file and where it lies, or null and why it is none.</summary>
    public static OpenFile? Resolve(
        string? directory, uint uid, Ceiling ceiling, FileIdentities identities, out string place)
    {
        if (directory is null)
        {
            place = "telos run was started without one";
            return null;
        }

        if (OpenPath.TryOpenPath(directory, out SafeFileHandle? handle) != Errno.None)
        {
            place = $"{directory} cannot be opened";
            return null;
        }

        // What is judged is what is granted, whatever has the name by now.
        using (handle)
        {
            string link = OpenPath.LinkTo(handle!);
            string? real = new FileInfo(link).LinkTarget;
            string fault = real is not string path ? $"{directory} is gone"
                : !Directory.Exists(link) ? $"{path} is no directory"
                : Fault(path, ceiling, UserHomes.All())
                    ?? (OpenPath.TryOwner(handle!, out uint owner) == Errno.None && owner == uid
                        ? ""
                        : $"{path} belongs to another user");
            place = fault.Length == 0 ? real! : fault;
            return fault.Length == 0 ? identities.Resolve(link) : null;
        }
    }

    /// <summary>Why a real path is no workspace for anybody, or null.</summary>
    internal static string? Fault(string path, Ceiling ceiling, IReadOnlyList<(string Home, uint Uid)> homes)
    {
        if (homes.Any(user => user.Home == path))
        {
            return $"{path} is a whole home: start telos run in a directory below it";
        }

        if (DefaultAreas.Write.Contains(path, StringComparer.Ordinal))
        {
            return $"{path} is shared by everybody: start telos run in a directory of your own";
        }

        return new MachineAreas(ceiling, homes).IsWritable(path)
            ? null
            : $"{path} lies in no write area: start telos run below one, or have it added to filesystem.write";
    }
}
