using Microsoft.Win32.SafeHandles;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Cli.Setup;

/// <summary>Directories of the user who runs telos.</summary>
internal static class UserDirectory
{
    /// <summary>What a variable names, or else a directory below the home.</summary>
    public static string Of(string variable, string belowHome)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named)
        {
            return Path.GetFullPath(named);
        }

        string? home = Environment.GetEnvironmentVariable("HOME");
        return Path.IsPathFullyQualified(home ?? "")
            ? Path.Combine(home!, belowHome)
            : throw new VerbException(ExitCode.Usage, "HOME does not name a home directory: set it to an absolute path");
    }

    /// <summary>Root writes nothing where another user is at home: sudo may keep that user's HOME.</summary>
    public static void RequireOwn(string path)
    {
        string? directory = Path.GetDirectoryName(path);
        while (directory is not null && !Directory.Exists(directory))
        {
            directory = Path.GetDirectoryName(directory);
        }

        if (!Privilege.IsRoot || OpenPath.TryOpenPath(directory ?? "/", out SafeFileHandle? reference) != Errno.None)
        {
            return;
        }

        using (reference)
        {
            if (OpenPath.TryOwner(reference!, out uint uid) == Errno.None && uid != 0)
            {
                throw new VerbException(
                    ExitCode.Failed, $"{directory} belongs to user {uid} and this is root: run it as that user, without sudo");
            }
        }
    }
}
