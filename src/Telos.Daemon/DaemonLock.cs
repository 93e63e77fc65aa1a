using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Daemon;

/// <summary>Held (flock) by the one running daemon; the kernel lets go of it when the process ends, however it ends.</summary>
internal sealed class DaemonLock : IDisposable
{
    private const int PidBytesMax = 16;

    private readonly FileStream _file;

    private DaemonLock(FileStream file) => _file = file;

    /// <exception cref="DaemonException">Another daemon holds it, or the file cannot be made.</exception>
    public static DaemonLock Take(string path) => TryTake(path) ?? throw new DaemonException(
        $"a daemon is running already ({path} is held): telos status shows it, telos stop ends it");

    /// <summary>Null when another process holds it.</summary>
    /// <exception cref="DaemonException">The file cannot be made or written.</exception>
    public static DaemonLock? TryTake(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new DaemonLock(file);
        }
        catch (IOException error) when (file is null && error.HResult == (int)Errno.EAGAIN)
        {
            // FileStream tells the errno of flock(LOCK_NB): EWOULDBLOCK, which is EAGAIN.
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new DaemonException($"{path} cannot be taken: {error.Message}", error);
        }
    }

    /// <summary>Who took it last, or null when the file does not say.</summary>
    public static int? HolderOf(string path)
    {
        // Not by FileStream, which would ask for the lock itself.
        if (OpenPath.TryOpenRead(path, out SafeFileHandle? file) != Errno.None)
        {
            return null;
        }

        using (file)
        {
            Span<byte> text = stackalloc byte[PidBytesMax];
            int count = RandomAccess.Read(file!, text, fileOffset: 0);
            return int.TryParse(text[..count], NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : null;
        }
    }

    public void Dispose() => _file.Dispose();
}
