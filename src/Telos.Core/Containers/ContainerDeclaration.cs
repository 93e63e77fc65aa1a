namespace Telos.Core.Containers;

/// <summary>
/// What a container is about to do, as <c>telos run</c> leaves it for <c>telos oci</c> in a file of its own that is mounted into
/// the container. docker has no annotations before its version 24, and an image brings its own environment and labels along; what
/// is mounted from where is said by who starts the container alone.
/// </summary>
public sealed record ContainerDeclaration(string Intent, string Ttl)
{
    /// <summary>Where the container has it, and may not read it.</summary>
    public const string Target = "/run/.telos-declaration";

    /// <summary>Null when that is none.</summary>
    public static ContainerDeclaration? Read(string text)
    {
        string[] parts = text.Split('\n', 2);
        return parts is [{ Length: > 0 } ttl, { Length: > 0 } intent] ? new ContainerDeclaration(intent, ttl) : null;
    }

    /// <summary>Which of a container's mounts is one; null when none is, or several.</summary>
    /// <param name="directory">Where declarations lie.</param>
    public static string? FileAmong(IEnumerable<string> sources, string directory)
    {
        string[] found = [.. sources.Where(source => Path.GetDirectoryName(source) == directory)];
        return found.Length == 1 ? found[0] : null;
    }

    /// <summary>The life in the first line, the intent as it is behind.</summary>
    public override string ToString() => $"{Ttl}\n{Intent}";
}
