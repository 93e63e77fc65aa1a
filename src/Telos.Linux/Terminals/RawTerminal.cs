using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;

namespace Telos.Linux.Terminals;

/// <summary>A terminal that passes on each key as it is, until it is restored.</summary>
public sealed unsafe class RawTerminal
{
    private readonly SafeFileHandle _terminal;
    private readonly byte[] _former = new byte[LibcTerminals.SettingsBytes];

    /// <exception cref="LinuxException">It is none, or it went away.</exception>
    public RawTerminal(SafeFileHandle terminal)
    {
        _terminal = terminal;
        fixed (byte* settings = _former)
        {
            LinuxException.ThrowIf(Syscall.Of(LibcTerminals.tcgetattr(terminal, settings)), "tcgetattr");
        }
    }

    public static bool Is(SafeFileHandle file)
    {
        byte* settings = stackalloc byte[LibcTerminals.SettingsBytes];
        return LibcTerminals.tcgetattr(file, settings) == 0;
    }

    /// <summary>False: it says none, or it went away.</summary>
    public static bool TrySize(SafeFileHandle terminal, out int rows, out int columns)
    {
        // struct winsize: rows and columns are the first two of four unsigned shorts.
        ulong size = 0;
        Errno error = Syscall.Of(LibcTerminals.ioctl(terminal, LibcTerminals.TIOCGWINSZ, &size));
        rows = (ushort)size;
        columns = (ushort)(size >> 16);
        return error == Errno.None && rows > 0 && columns > 0;
    }

    /// <summary>Waits for a key, and has what came with it; nothing when the terminal is gone.</summary>
    public static Errno TryRead(SafeFileHandle terminal, Span<byte> keys, out int count) =>
        LibcFiles.Read(terminal, keys, out count);

    public Errno TryEnter()
    {
        byte* settings = stackalloc byte[LibcTerminals.SettingsBytes];
        _former.CopyTo(new Span<byte>(settings, LibcTerminals.SettingsBytes));
        LibcTerminals.cfmakeraw(settings);
        return Set(settings, LibcTerminals.TCSANOW);
    }

    /// <summary>After what was written to it has been shown.</summary>
    public Errno TryRestore()
    {
        fixed (byte* settings = _former)
        {
            return Set(settings, LibcTerminals.TCSADRAIN);
        }
    }

    private Errno Set(byte* settings, int when)
    {
        int rc;
        do
        {
            rc = LibcTerminals.tcsetattr(_terminal, when, settings);
        }
        while (Syscall.Interrupted(rc));
        return Syscall.Of(rc);
    }
}
