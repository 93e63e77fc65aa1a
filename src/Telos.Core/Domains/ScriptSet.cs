using System.Runtime.InteropServices;

namespace Telos.Core.Domains;

/// <summary>
/// The scripts that a character is written with (UAX 24), and the writing systems that these belong to (UTS 39 5.1):
/// Latin belongs to the Japanese, Korean and Bopomofo ones, so that what has a script in common is highly restrictive.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ScriptSet(ulong Low, ulong Middle, ulong High)
{
    public static ScriptSet All => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>Latin itself, whose number is 0 in unicode_labels.bin, and not just a system that it belongs to.</summary>
    public bool HasLatin => (Low & 1) != 0;

    public bool IsEmpty => (Low | Middle | High) == 0;

    public ScriptSet Intersect(ScriptSet other) => new(Low & other.Low, Middle & other.Middle, High & other.High);
}
