using System.Text;

namespace Telos.Core.Setup;

/// <summary>The one difference between two texts: what stood at a place, and what stands there now.</summary>
internal readonly record struct Splice(int Start, string Removed, string Inserted)
{
    /// <summary>The shortest, between whole characters.</summary>
    public static Splice Between(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        int start = before.CommonPrefixLength(after);
        while (start > 0 && (InCharacter(before, start) || InCharacter(after, start)))
        {
            start--;
        }

        int tailMax = Math.Min(before.Length, after.Length) - start;
        int tail = 0;
        while (tail < tailMax && before[^(tail + 1)] == after[^(tail + 1)])
        {
            tail++;
        }

        while (tail > 0 && (InCharacter(before, before.Length - tail) || InCharacter(after, after.Length - tail)))
        {
            tail--;
        }

        return new Splice(
            start, Encoding.UTF8.GetString(before[start..^tail]), Encoding.UTF8.GetString(after[start..^tail]));
    }

    /// <summary>Null when what was inserted does not stand at its place.</summary>
    public byte[]? Undo(ReadOnlySpan<byte> text)
    {
        byte[] inserted = Encoding.UTF8.GetBytes(Inserted);
        return Start >= 0 && Start <= text.Length && text[Start..].StartsWith(inserted)
            ? Utf8Text.Replace(text, Start, Start + inserted.Length, Removed)
            : null;
    }

    private static bool InCharacter(ReadOnlySpan<byte> text, int offset) =>
        offset < text.Length && Utf8Text.IsContinuation(text[offset]);
}
