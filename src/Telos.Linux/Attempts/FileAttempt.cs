using Telos.Linux.Native;

namespace Telos.Linux.Attempts;

/// <summary>Ways to files and their names. What goes through is undone, so that it may be tried again.</summary>
public static unsafe class FileAttempt
{
    private const int O_RDWR = 2;
    private const int O_CREAT_EXCL = 0xC0;
    private const int OwnerOnly = 0x1C0;
    private const int HandleBytesMax = 128;
    private const int PathBytesMax = 4096;

    public static Errno Read(string path) => Call.Closing(Call.Open(path, LibcFiles.O_RDONLY));

    /// <summary>Opened only: nothing is written.</summary>
    public static Errno Write(string path) => Call.Closing(Call.Open(path, LibcFiles.O_WRONLY));

    /// <summary>Opened only: nothing is written.</summary>
    public static Errno ReadAndWrite(string path) => Call.Closing(Call.Open(path, O_RDWR));

    public static Errno ReadByOpenat2(string path)
    {
        ulong* how = stackalloc ulong[3] { LibcFiles.O_CLOEXEC, 0, 0 };
        nint start = (nint)how;
        return Call.Closing(Call.With(path, name =>
            Call.Make(SystemCall.openat2, LibcFiles.AT_FDCWD, name, start, 3 * sizeof(ulong))));
    }

    /// <summary>A reference first (O_PATH), then what it leads to.</summary>
    public static Errno Reopen(string path)
    {
        nint reference = Call.Open(path, LibcFiles.O_PATH);
        if (reference < 0)
        {
            return Call.Of(reference);
        }

        Errno seen = Read($"/proc/self/fd/{reference}");
        Call.Make(SystemCall.close, reference);
        return seen;
    }

    /// <summary>By its handle in the file system, without its name (open_by_handle_at(2)).</summary>
    public static Errno ReadByHandle(string path, string mount)
    {
        nint directory = Call.Open(mount, LibcFiles.O_DIRECTORY);
        if (directory < 0)
        {
            return Call.Of(directory);
        }

        byte* handle = stackalloc byte[2 * sizeof(uint) + HandleBytesMax];
        *(uint*)handle = HandleBytesMax;
        int mountId;
        (nint known, nint mounted) = ((nint)handle, (nint)(&mountId));
        nint rc = Call.With(path, name =>
            Call.Make(SystemCall.name_to_handle_at, LibcFiles.AT_FDCWD, name, known, mounted));
        Errno seen = rc < 0 ? Call.Of(rc) : Call.Closing(
            Call.Make(SystemCall.open_by_handle_at, directory, known, LibcFiles.O_CLOEXEC));
        Call.Make(SystemCall.close, directory);
        return seen;
    }

    public static Errno Truncate(string path) => Call.Of(Call.With(path, name => Call.Make(SystemCall.truncate, name)));

    public static Errno Create(string path) => Undoing(
        Call.Closing(Call.Open(path, LibcFiles.O_WRONLY | O_CREAT_EXCL, OwnerOnly)), path, SystemCall.unlink);

    public static Errno MakeDirectory(string path) => Undoing(
        Call.Of(Call.With(path, name => Call.Make(SystemCall.mkdir, name, OwnerOnly))), path, SystemCall.rmdir);

    public static Errno Link(string path, string other) => Undoing(
        Call.Of(Call.With(path, other, (from, to) => Call.Make(SystemCall.link, from, to))), other, SystemCall.unlink);

    public static Errno LinkTo(string text, string path) => Undoing(
        Call.Of(Call.With(text, path, (to, name) => Call.Make(SystemCall.symlink, to, name))), path, SystemCall.unlink);

    /// <summary>To another name and back.</summary>
    public static Errno Rename(string path, string other)
    {
        Errno seen = Call.Of(Call.With(path, other, (from, to) => Call.Make(SystemCall.rename, from, to)));
        if (seen == Errno.None)
        {
            Call.With(path, other, (from, to) => Call.Make(SystemCall.rename, to, from));
        }

        return seen;
    }

    /// <summary>To another mode and back.</summary>
    public static Errno ChangeMode(string path, int mode, int former)
    {
        Errno seen = Call.Of(Call.With(path, name => Call.Make(SystemCall.chmod, name, mode)));
        if (seen == Errno.None)
        {
            Call.With(path, name => Call.Make(SystemCall.chmod, name, former));
        }

        return seen;
    }

    /// <summary>To root, whose it is.</summary>
    public static Errno ChangeOwner(string path) => Call.Of(Call.With(path, name => Call.Make(SystemCall.chown, name)));

    /// <summary>To the beginning of all times.</summary>
    public static Errno ChangeTimes(string path)
    {
        Timespec* times = stackalloc Timespec[2] { default, default };
        nint start = (nint)times;
        return Call.Of(Call.With(path, name => Call.Make(SystemCall.utimensat, LibcFiles.AT_FDCWD, name, start)));
    }

    public static Errno ReadLink(string path)
    {
        byte* text = stackalloc byte[PathBytesMax];
        nint start = (nint)text;
        return Call.Of(Call.With(path, name => Call.Make(SystemCall.readlink, name, start, PathBytesMax)));
    }
    private static Errno Undoing(Errno seen, string path, SystemCall undo)
    {
        if (seen == Errno.None)
        {
            Call.With(path, name => Call.Make(undo, name));
        }

        return seen;
    }
}
