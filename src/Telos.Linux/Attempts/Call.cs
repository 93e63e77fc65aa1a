using System.Runtime.InteropServices;
using Telos.Linux.Native;

namespace Telos.Linux.Attempts;

/// <summary>Calls by their number. A negative result is an error number, as the kernel itself has it.</summary>
internal static class Call
{
    internal static nint Make(
        SystemCall number, nint first = 0, nint second = 0, nint third = 0, nint fourth = 0, nint fifth = 0, nint sixth = 0)
    {
        nint rc = LibcCall.syscall((nint)number, first, second, third, fourth, fifth, sixth);
        return rc < 0 ? -Marshal.GetLastPInvokeError() : rc;
    }

    internal static Errno Of(nint result) => result < 0 ? (Errno)(-result) : Errno.None;

    /// <summary>What only shows that a later check was reached counts as having gone through.</summary>
    internal static Errno Of(nint result, Errno reached) => Of(result) is Errno error && error == reached ? Errno.None : error;

    /// <summary>Of a call that opens something, which is closed again.</summary>
    internal static Errno Closing(nint descriptor)
    {
        if (descriptor >= 0)
        {
            Make(SystemCall.close, descriptor);
        }

        return Of(descriptor);
    }

    /// <summary>With the text as C has it, for as long as the call takes.</summary>
    internal static nint With(string text, Func<nint, nint> call)
    {
        nint start = Marshal.StringToCoTaskMemUTF8(text);
        try
        {
            return call(start);
        }
        finally
        {
            Marshal.FreeCoTaskMem(start);
        }
    }

    internal static nint With(string text, string other, Func<nint, nint, nint> call) =>
        With(text, start => With(other, second => call(start, second)));

    /// <summary>By open(2): no libc comes between, and nothing is retried.</summary>
    internal static nint Open(string path, int flags, int mode = 0) =>
        With(path, name => Make(SystemCall.open, name, flags | LibcFiles.O_CLOEXEC, mode));

    internal static unsafe nint Write(nint descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return Make(SystemCall.write, descriptor, (nint)start, bytes.Length);
        }
    }
}
