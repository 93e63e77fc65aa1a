using System.Collections.Frozen;
using System.Numerics;
using Telos.Core.Intent;

namespace Telos.Core.Exec;

/// <summary>The keys by which a table of programs knows a word, a thing and a kind of verb.</summary>
public static class WorkWords
{
    private static readonly FrozenDictionary<string, string> s_endings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["jpg"] = "@image", ["jpeg"] = "@image", ["png"] = "@image", ["gif"] = "@image", ["tiff"] = "@image", ["bmp"] = "@image",
        ["mp3"] = "@media", ["mp4"] = "@media", ["wav"] = "@media", ["avi"] = "@media", ["mkv"] = "@media", ["mov"] = "@media",
        ["flac"] = "@media", ["tgz"] = "@tar", ["yml"] = "@yaml", ["cc"] = "@cpp", ["cxx"] = "@cpp", ["sqlite"] = "@db",
        ["jsonl"] = "@json",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] s_verbs =
        [.. Enumerable.Range(0, 32).Select(bit => "%" + ((Verbs)(1u << bit)).ToString().ToLowerInvariant())];

    /// <summary>The kind of verb that a key stands for; None for no such key.</summary>
    public static Verbs KindOf(string key) =>
        Enum.TryParse(key.AsSpan(1), ignoreCase: true, out Verbs kind) && BitOperations.IsPow2((uint)kind) ? kind : Verbs.None;

    /// <summary>The key of a kind, of which there is one.</summary>
    public static string KeyOf(Verbs kind) => s_verbs[BitOperations.TrailingZeroCount((uint)kind)];

    /// <summary>The key of a file by its ending: "@gz".</summary>
    public static string KeyOfEnding(string ending) => s_endings.GetValueOrDefault(ending) ?? "@" + ending;
}
