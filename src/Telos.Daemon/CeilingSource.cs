using System.Collections.Immutable;
using Telos.Core.Policy;
using Telos.Daemon.Dns;

namespace Telos.Daemon;

/// <summary>A policy.yaml on disk, with what only the machine can say about it.</summary>
public static class CeilingSource
{
    /// <summary>Every fault, with line and column where it has one; without any, <paramref name="ceiling"/> is the
    /// file's.</summary>
    public static ImmutableArray<string> Read(string path, out Ceiling ceiling)
    {
        ceiling = Ceiling.Default;
        if (!File.Exists(path))
        {
            return [$"{path}: no such file"];
        }

        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [$"{path} cannot be read: {error.Message}"];
        }

        ImmutableArray<string> faults = CeilingFile.Check(text, path, out ceiling);
        if (!faults.IsEmpty)
        {
            return faults;
        }

        try
        {
            AgentResolver.Require(ceiling);
            return [];
        }
        catch (DaemonException error)
        {
            ceiling = Ceiling.Default;
            return [$"{path}: {error.Message}"];
        }
    }
}
