namespace Telos.Linux.Files;

/// <summary>Directories that everybody may look into, whatever the umask is.</summary>
public static class PublicDirectory
{
    private const UnixFileMode EverybodyReads = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>With the directories above it, as far as they are missing.</summary>
    /// <returns>Whether it was made here.</returns>
    /// <exception cref="LinuxException">It is not there.</exception>
    public static bool Make(string path)
    {
        if (Directory.Exists(path))
        {
            return false;
        }

        try
        {
            if (Path.GetDirectoryName(path) is string above)
            {
                Make(above);
            }

            Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, EverybodyReads);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            throw new LinuxException("mkdir", path, Errno.EACCES);
        }
        catch (IOException)
        {
            throw new LinuxException("mkdir", path, Errno.EIO);
        }
    }
}
