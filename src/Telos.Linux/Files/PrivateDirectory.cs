using Telos.Linux.Native;

namespace Telos.Linux.Files;

/// <summary>Directories that only their owner may look into.</summary>
public static class PrivateDirectory
{
    private const uint OwnerOnly = 0x1C0;

    /// <summary>With the directories above it, as far as they are missing.</summary>
    /// <returns>Whether it was made here.</returns>
    /// <exception cref="LinuxException">It is not there.</exception>
    public static bool Make(string path)
    {
        if (Directory.Exists(path))
        {
            return false;
        }

        if (Path.GetDirectoryName(path) is string above)
        {
            Make(above);
        }

        LinuxException.ThrowIf(Syscall.Of(LibcFiles.mkdir(path, OwnerOnly)), "mkdir", path);
        return true;
    }

    /// <summary>Leaves it where it is when there is something in it.</summary>
    public static bool TryRemove(string path) => LibcFiles.rmdir(path) == 0;
}
