using Telos.Linux.Native;

namespace Telos.Linux.Attempts;

/// <summary>Ways to executable memory. Nothing in it is ever executed, and it is given back at once.</summary>
public static class MemoryAttempt
{
    private const int PageBytes = 4096;
    private const int PROT_EXEC = 4;
    private const int O_RDWR = 2;
    private const int O_CREAT_EXCL = 0xC0;
    private const int OwnersProgram = 0x1C0;
    private const int IPC_CREAT_OWNER = 0x380;
    private const int SHM_EXEC = 0x8000;
    private const int IPC_RMID = 0;
    private const uint MFD_CLOEXEC = 1;

    /// <summary>Made to be written, and executable afterwards.</summary>
    public static Errno WriteThenExecute()
    {
        nint start = Map(-1, LibcMemory.PROT_READ | LibcMemory.PROT_WRITE, LibcMemory.MAP_PRIVATE | LibcMemory.MAP_ANONYMOUS);
        if (start < 0)
        {
            return Call.Of(start);
        }

        Touch(start);
        nint rc = Call.Make(SystemCall.mprotect, start, PageBytes, LibcMemory.PROT_READ | PROT_EXEC);
        Call.Make(SystemCall.munmap, start, PageBytes);
        return Call.Of(rc);
    }

    /// <summary>Both at once.</summary>
    public static Errno WriteAndExecute() => MapAndForget(
        -1, LibcMemory.PROT_READ | LibcMemory.PROT_WRITE | PROT_EXEC, LibcMemory.MAP_PRIVATE | LibcMemory.MAP_ANONYMOUS);

    /// <summary>Maps a file executable.</summary>
    public static Errno Text(string path) => Map(path, LibcFiles.O_RDONLY, LibcMemory.PROT_READ | PROT_EXEC);

    /// <summary>The device's pages are memory like any other.</summary>
    public static Errno Zeros() => Map("/dev/zero", O_RDWR, LibcMemory.PROT_READ | LibcMemory.PROT_WRITE | PROT_EXEC);

    /// <summary>Writes a file, which is gone afterwards, and maps it executable.</summary>
    public static Errno OwnFile(string path)
    {
        Errno seen = MapWritten(Call.Open(path, O_RDWR | O_CREAT_EXCL, OwnersProgram));
        Call.With(path, name => Call.Make(SystemCall.unlink, name));
        return seen;
    }

    public static Errno MemoryFile() => MapWritten(Call.With("library", name =>
        Call.Make(SystemCall.memfd_create, name, (nint)MFD_CLOEXEC)));

    /// <summary>A segment of System V, attached to be executed, and removed.</summary>
    public static Errno Segment()
    {
        nint segment = Call.Make(SystemCall.shmget, 0, PageBytes, IPC_CREAT_OWNER);
        if (segment < 0)
        {
            return Call.Of(segment);
        }

        nint start = Call.Make(SystemCall.shmat, segment, 0, SHM_EXEC);
        Call.Make(SystemCall.shmdt, start);
        Call.Make(SystemCall.shmctl, segment, IPC_RMID);
        return Call.Of(start);
    }

    private static Errno MapWritten(nint descriptor)
    {
        if (descriptor < 0)
        {
            return Call.Of(descriptor);
        }

        Call.Write(descriptor, ProgramAttempt.Program);
        Errno seen = MapAndForget(descriptor, LibcMemory.PROT_READ | PROT_EXEC, LibcMemory.MAP_PRIVATE);
        Call.Make(SystemCall.close, descriptor);
        return seen;
    }

    private static Errno Map(string path, int flags, int protection)
    {
        nint descriptor = Call.Open(path, flags);
        if (descriptor < 0)
        {
            return Call.Of(descriptor);
        }

        Errno seen = MapAndForget(descriptor, protection, LibcMemory.MAP_PRIVATE);
        Call.Make(SystemCall.close, descriptor);
        return seen;
    }

    private static Errno MapAndForget(nint descriptor, int protection, int flags)
    {
        nint start = Map(descriptor, protection, flags);
        if (start >= 0)
        {
            Call.Make(SystemCall.munmap, start, PageBytes);
        }

        return Call.Of(start);
    }

    private static nint Map(nint descriptor, int protection, int flags) =>
        Call.Make(SystemCall.mmap, 0, PageBytes, protection, flags, descriptor);

    private static unsafe void Touch(nint start) => *(byte*)start = 0xc3;
}
