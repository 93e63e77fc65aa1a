using Telos.Linux.Native;

namespace Telos.Linux.Attempts;

/// <summary>Ways to start a program. Each returns what execve(2) or execveat(2) did, and waits for what was started.</summary>
public static unsafe class ProgramAttempt
{
    private const int O_RDWR = 2;
    private const int O_TMPFILE = 0x410000;
    private const uint MFD_CLOEXEC = 1;
    private const int OwnersProgram = 0x1C0;

    /// <summary>The least program: an ELF executable that makes exit(2) its only act (elf(5), x86-64).</summary>
    public static ReadOnlySpan<byte> Program =>
    [
        0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        2, 0, 62, 0, 1, 0, 0, 0, 0x78, 0, 0x40, 0, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 64, 0, 56, 0, 1, 0, 0, 0, 0, 0, 0, 0,
        1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0,
        0x81, 0, 0, 0, 0, 0, 0, 0, 0x81, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0,
        0xb8, 60, 0, 0, 0, 0x31, 0xff, 0x0f, 0x05,
    ];

    public static Errno Start(string path, Lineage lineage = Lineage.Child) => Call.Of(Call.With(path, name =>
    {
        nint* arguments = stackalloc nint[2] { name, 0 };
        nint argv = (nint)arguments;
        return -(nint)Child.Execute(() => Call.Make(SystemCall.execve, name, argv), lineage);
    }));

    /// <summary>ENOSYS where there is none.</summary>
    public static Errno StartIfThere(string path) => File.Exists(path) ? Start(path) : Errno.ENOSYS;

    public static Errno StartFromThread(string path)
    {
        Errno seen = Errno.EINTR;
        Thread thread = new(() => seen = Start(path));
        thread.Start();
        thread.Join();
        return seen;
    }

    /// <summary>By a descriptor that is a mere reference (O_PATH).</summary>
    public static Errno StartByDescriptor(string path) => StartOpen(Call.Open(path, LibcFiles.O_PATH));

    public static Errno StartFromMemory() => StartWritten(Call.With("program", name =>
        Call.Make(SystemCall.memfd_create, name, (nint)MFD_CLOEXEC)));

    /// <summary>From a file in that directory that never had a name.</summary>
    public static Errno StartWithoutName(string directory) =>
        StartWritten(Call.Open(directory, O_TMPFILE | O_RDWR, OwnersProgram));

    // Nobody executes a file that is open to be written (ETXTBSY).
    private static Errno StartWritten(nint descriptor)
    {
        if (descriptor < 0)
        {
            return Call.Of(descriptor);
        }

        nint written = Call.Write(descriptor, Program);
        nint reader = Call.Open($"/proc/self/fd/{descriptor}", LibcFiles.O_RDONLY);
        Call.Make(SystemCall.close, descriptor);
        return written < 0 ? Call.Of(written) : StartOpen(reader);
    }

    private static Errno StartOpen(nint descriptor)
    {
        if (descriptor < 0)
        {
            return Call.Of(descriptor);
        }

        Errno seen = Call.Of(Call.With("", nothing =>
        {
            nint* arguments = stackalloc nint[2] { nothing, 0 };
            nint argv = (nint)arguments;
            return -(nint)Child.Execute(
                () => Call.Make(SystemCall.execveat, descriptor, nothing, argv, 0, LibcFiles.AT_EMPTY_PATH), Lineage.Child);
        }));
        Call.Make(SystemCall.close, descriptor);
        return seen;
    }
}
