using System.Globalization;

namespace Telos.Daemon;

/// <summary>Held (flock) by the one running daemon; the kernel lets go of it when the process ends, however it ends.</summary>
internal sealed class DaemonLock : IDisposable
{
    private readonly FileStream _file;

    private DaemonLock(FileStream file) => _file = file;

    /// <exception cref="DaemonException">Another daemon holds it.</exception>
    public static DaemonLock Take(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new DaemonException(
                $"a daemon is running already ({path} is held): telos status shows it, telos stop ends it", error);
        }

        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new DaemonLock(file);
    }

    public void Dispose() => _file.Dispose();
}
