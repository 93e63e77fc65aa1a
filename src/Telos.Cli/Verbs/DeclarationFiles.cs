using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Telos.Core.Containers;
using Telos.Daemon;
using Telos.Linux.Files;

namespace Telos.Cli.Verbs;

/// <summary>The declarations of containers that are about to start, each for one start.</summary>
internal static class DeclarationFiles
{
    private const int NameBytes = 8;

    /// <summary>How long an engine may take to fetch an image.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(1);

    /// <returns>Its path.</returns>
    public static string Write(ContainerDeclaration declaration)
    {
        RemoveOld();
        string path = Path.Combine(
            TelosPaths.ContainersDirectory, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes)));
        WholeFile.ReplaceInMemory(path, Encoding.UTF8.GetBytes(declaration.ToString()));
        return path;
    }

    /// <summary>That of a container, by its config.json; null when it has none.</summary>
    /// <exception cref="VerbException">It has several.</exception>
    public static string? Find(JsonElement config)
    {
        string[] sources = config.TryGetProperty("mounts", out JsonElement mounts)
            ? [.. from mount in mounts.EnumerateArray()
                where mount.TryGetProperty("source", out _)
                select mount.GetProperty("source").GetString() ?? ""]
            : [];
        string? file = ContainerDeclaration.FileAmong(sources, TelosPaths.ContainersDirectory);
        return file is null && sources.Any(source => Path.GetDirectoryName(source) == TelosPaths.ContainersDirectory)
            ? throw new VerbException(ExitCode.IntentRefused, "several declarations are mounted: a container has one intent")
            : file;
    }

    // Of containers that were never started.
    private static void RemoveOld()
    {
        foreach (string path in Directory.EnumerateFiles(TelosPaths.ContainersDirectory))
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > s_kept)
            {
                File.Delete(path);
            }
        }
    }
}
