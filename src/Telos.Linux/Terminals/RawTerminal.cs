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
