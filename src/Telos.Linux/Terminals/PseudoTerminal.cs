using System.Text;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;

namespace Telos.Linux.Terminals;

/// <summary>A terminal whose other end this process has: what is written there was typed, what is read was shown.</summary>
public sealed unsafe class PseudoTerminal : IDisposable
{
    private PseudoTerminal(SafeFileHandle master, string path)
    {
        Master = master;
        Path = path;
    }

    public SafeFileHandle Master { get; }

    /// <summary>The terminal itself, for whoever is to have it.</summary>
    public string Path { get; }

    /// <exception cref="LinuxException">There are as many as the kernel gives out, or no devpts is mounted.</exception>
    public static PseudoTerminal Open()
    {
        int fd = LibcTerminals.posix_openpt(LibcTerminals.O_RDWR | LibcTerminals.O_NOCTTY | LibcTerminals.O_CLOEXEC);
        LinuxException.ThrowIf(Syscall.Of(fd), "posix_openpt");
        SafeFileHandle master = new(fd, ownsHandle: true);
        LinuxException.ThrowIf(Syscall.Of(LibcTerminals.grantpt(master)), "grantpt");
        LinuxException.ThrowIf(Syscall.Of(LibcTerminals.unlockpt(master)), "unlockpt");
        byte* path = stackalloc byte[LibcTerminals.PathBytesMax];
        LinuxException.ThrowIf((Errno)LibcTerminals.ptsname_r(master, path, LibcTerminals.PathBytesMax), "ptsname_r");
        int length = new ReadOnlySpan<byte>(path, LibcTerminals.PathBytesMax).IndexOf((byte)0);
        return new PseudoTerminal(master, Encoding.ASCII.GetString(path, length));
    }

    /// <summary>As many rows and columns as that one has, of which its program is told by SIGWINCH.</summary>
    public Errno TryCopySize(SafeFileHandle terminal)
    {
        ulong size = 0;
        Errno error = Syscall.Of(LibcTerminals.ioctl(terminal, LibcTerminals.TIOCGWINSZ, &size));
        return error != Errno.None ? error : Syscall.Of(LibcTerminals.ioctl(Master, LibcTerminals.TIOCSWINSZ, &size));
    }

    public void Dispose() => Master.Dispose();
}
