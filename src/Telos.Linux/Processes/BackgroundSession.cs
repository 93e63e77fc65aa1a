using Microsoft.Win32.SafeHandles;
using Telos.Linux.Native;

namespace Telos.Linux.Processes;

/// <summary>Lets a process go on when the terminal that started it is gone.</summary>
public static class BackgroundSession
{
    private const int StandardInput = 0;
    private const int StandardError = 2;

    /// <summary>
    /// A session of its own, no input, and output appended to <paramref name="log"/>, which the caller has opened.
    /// </summary>
    public static void Detach(SafeFileHandle log)
    {
        // EPERM: it leads a process group already and so cannot start a session; it has none of the terminal's
        // either when its starter gave it a group of its own.
        Errno error = Syscall.Of(LibcSession.setsid());
        LinuxException.ThrowIf(error == Errno.EPERM ? Errno.None : error, "setsid");

        using SafeFileHandle nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read);
        Replace(nothing, StandardInput);
        for (int descriptor = StandardInput + 1; descriptor <= StandardError; descriptor++)
        {
            Replace(log, descriptor);
        }
    }

    private static void Replace(SafeFileHandle by, int descriptor)
    {
        int source = (int)by.DangerousGetHandle();
        LinuxException.ThrowIf(Syscall.Of(LibcSession.dup2(source, descriptor)), "dup2", $"descriptor {descriptor}");
    }
}
