using Microsoft.Win32.SafeHandles;
using Telos.Core.Abi;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon.Agents;

/// <summary>The unix socket of a path that the operator lists.</summary>
internal static class UnixSocketPath
{
    private const uint SocketType = 0xC000;

    /// <summary>
    /// Null when there is none, or when a link leads to it: whoever may change the link would choose the socket.
    /// </summary>
    public static OpenFile? Resolve(string path, FileIdentities identities)
    {
        if (OpenPath.TryOpenPath(path, out SafeFileHandle? handle) != Errno.None)
        {
            return null;
        }

        using (handle)
        {
            string link = OpenPath.LinkTo(handle!);
            return new FileInfo(link).LinkTarget == path
                && identities.Resolve(link) is OpenFile file && file.File.Type == SocketType
                ? file
                : null;
        }
    }
}
