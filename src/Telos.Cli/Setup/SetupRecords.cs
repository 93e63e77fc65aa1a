using System.Text.Json;
using Telos.Core.Setup;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Cli.Setup;

/// <summary>What setup did for this user, one record a file, so that undo restores each byte.</summary>
internal static class SetupRecords
{
    private const int LengthMax = 64 << 20;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static string Directory =>
        Path.Combine(UserDirectory.Of("XDG_STATE_HOME", ".local/state"), "telos");

    private static string File => Path.Combine(Directory, "setup.json");

    /// <exception cref="VerbException">The file cannot be read.</exception>
    public static EntryRecord[] Load()
    {
        Errno error = WholeFile.TryRead(File, LengthMax, out _, out byte[]? content);
        if (error == Errno.ENOENT)
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize(content, SetupJson.Default.EntryRecordArray) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new VerbException(
                ExitCode.Failed,
                $"{File}, which tells what setup did, cannot be read: remove it, and --undo takes out the entries alone");
        }
    }

    /// <exception cref="LinuxException">What was kept before still is.</exception>
    public static void Save(EntryRecord[] records)
    {
        UserDirectory.RequireOwn(File);
        if (records.Length > 0)
        {
            PrivateDirectory.Make(Directory);
            WholeFile.Replace(File, JsonSerializer.SerializeToUtf8Bytes(records, SetupJson.Default.EntryRecordArray), OwnerOnly);
        }
        else if (System.IO.File.Exists(File))
        {
            WholeFile.Delete(File);
            PrivateDirectory.TryRemove(Directory);
        }
    }
}
