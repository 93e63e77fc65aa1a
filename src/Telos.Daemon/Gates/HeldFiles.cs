using Microsoft.Win32.SafeHandles;
using Telos.Core.Abi;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Gates;

/// <summary>
/// The files that places lead to, of which some have to be held open. overlayfs makes up a new number for a directory
/// whenever its inode has been evicted (fs/overlayfs/inode.c, ovl_map_ino); one that is held open is not. Other file
/// systems' numbers last, and are not held, so that they can be unmounted.
/// </summary>
internal sealed class HeldFiles(FileIdentities identities) : IDisposable
{
    private readonly Dictionary<FileId, SafeFileHandle> _held = [];

    /// <summary>Takes each place's file, by its place's index; what it says yes to is held where that is needed.</summary>
    /// <param name="overlays">The devices of overlay file systems.</param>
    public void Take<T>(T[] places, Func<T, SafeFileHandle?> open, HashSet<uint> overlays, Func<int, FileId, bool> take)
    {
        SafeFileHandle?[] handles = new SafeFileHandle?[places.Length];
        try
        {
            for (int i = 0; i < places.Length; i++)
            {
                handles[i] = open(places[i]);
            }

            int[] present = [.. Enumerable.Range(0, places.Length).Where(i => handles[i] is not null)];
            OpenFile?[] files = identities.Resolve([.. present.Select(i => OpenPath.LinkTo(handles[i]!))]);
            for (int i = 0; i < present.Length; i++)
            {
                int index = present[i];
                if (files[i] is OpenFile file && take(index, file.File) && overlays.Contains(file.File.Device)
                    && _held.TryAdd(file.File, handles[index]!))
                {
                    handles[index] = null;
                }
            }
        }
        finally
        {
            foreach (SafeFileHandle? handle in handles)
            {
                handle?.Dispose();
            }
        }
    }

    /// <summary>Null when nothing has the name.</summary>
    /// <exception cref="LinuxException">There are no descriptors left, which is no word on the file.</exception>
    public static SafeFileHandle? Open(string path)
    {
        Errno error = OpenPath.TryOpenPath(path, out SafeFileHandle? handle);
        return error is Errno.EMFILE or Errno.ENFILE ? throw new LinuxException("open", path, error) : handle;
    }

    /// <summary>The file itself, so that the owner that is compared is the owner of what gets the label.</summary>
    public static SafeFileHandle? Open(LabelPath path)
    {
        SafeFileHandle? handle = Open(path.Path);
        if (handle is null || path.Owner is null)
        {
            return handle;
        }

        if (OpenPath.TryOwner(handle, out uint owner) == Errno.None && path.IsFor(owner))
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    public void Dispose()
    {
        foreach (SafeFileHandle handle in _held.Values)
        {
            handle.Dispose();
        }
    }
}
