using System.Net.Sockets;
using Telos.Linux.Native;

namespace Telos.Linux.Sockets;

/// <summary>Sockets whose descriptors leave the low numbers to what is opened for a moment.</summary>
public static class HighSocket
{
    /// <summary>
    /// The same connection under a number from <paramref name="lowest"/> on. The socket given is closed, also on failure.
    /// </summary>
    /// <exception cref="LinuxException">There is no number left.</exception>
    public static Socket Move(Socket socket, int lowest)
    {
        using (socket)
        {
            LinuxException.ThrowIf(LibcFiles.Duplicate((int)socket.Handle, out int fd, lowest), "fcntl(F_DUPFD_CLOEXEC)");
            return new Socket(new SafeSocketHandle(fd, ownsHandle: true));
        }
    }
}
