namespace Telos.Core.Domains;

/// <summary>
/// The skeleton of a label: what is left of it for a person who reads it in a hurry (UTS 39 4). Two labels that differ
/// and have one skeleton are an attack or a misfortune. Both sides of a comparison have to be folded.
/// </summary>
public static class LabelFold
{
    /// <summary>For the skeleton of any label: some characters look like several letters.</summary>
    public const int LengthMax = 256;

    private const int PointsMax = 63;
    private const byte Unlike = (byte)'?';

    private static ReadOnlySpan<byte> Prefix => "xn--"u8;

    /// <param name="label">Lower case, without its length octet, 1 to 63 octets.</param>
    /// <param name="folded">Room for <see cref="LengthMax"/>.</param>
    public static FoldedLabel Fold(ReadOnlySpan<byte> label, Span<byte> folded)
    {
        if (label.StartsWith(Prefix))
        {
            return FoldInternational(label, folded);
        }

        int length = FoldLetters(label, folded);
        return new FoldedLabel(length, folded[..length].SequenceEqual(label) ? FoldFlags.None : FoldFlags.Changed);
    }

    private static FoldedLabel FoldInternational(ReadOnlySpan<byte> label, Span<byte> folded)
    {
        Span<int> points = stackalloc int[PointsMax];
        if (!TryDecode(label, points, out int count))
        {
            return new FoldedLabel(0, FoldFlags.International | FoldFlags.Invalid);
        }

        FoldFlags flags = FoldFlags.International | FoldFlags.Changed;
        Span<byte> likeness = stackalloc byte[LengthMax];
        ScriptSet scripts = ScriptSet.All;
        bool hasPlainLetter = false;
        int length = 0;
        for (int i = 0; i < count; i++)
        {
            if (points[i] < 0x80)
            {
                likeness[length++] = (byte)points[i];
                hasPlainLetter |= char.IsAsciiLetter((char)points[i]);
                scripts = hasPlainLetter ? scripts.Intersect(LatinScripts()) : scripts;
                continue;
            }

            CharacterStatus status = UnicodeLabels.Classify(points[i], out ScriptSet own);
            if (status == CharacterStatus.Disallowed || (status == CharacterStatus.Mark && i == 0))
            {
                return new FoldedLabel(0, flags | FoldFlags.Invalid);
            }

            scripts = scripts.Intersect(own);
            flags |= status == CharacterStatus.Mark
                ? FoldFlags.Marked
                : Append(UnicodeLabels.LooksLike(points[i]), own, likeness, ref length);
        }

        flags |= scripts.IsEmpty ? FoldFlags.MixedScript : FoldFlags.None;
        bool isOtherScript = !scripts.IsEmpty && !hasPlainLetter && scripts.Intersect(LatinScripts()).IsEmpty;
        flags |= isOtherScript && (flags & FoldFlags.BeyondAscii) == 0 ? FoldFlags.WholeScript : FoldFlags.None;
        return new FoldedLabel(FoldLetters(likeness[..length], folded), flags);
    }

    private static FoldFlags Append(ReadOnlySpan<byte> looksLike, ScriptSet scripts, Span<byte> likeness, ref int length)
    {
        if (looksLike.IsEmpty)
        {
            likeness[length++] = Unlike;
            return FoldFlags.BeyondAscii;
        }

        // Four octets a label's octet is more than any table has: what is left has room for one each.
        int room = Math.Min(looksLike.Length, likeness.Length - length - PointsMax);
        looksLike[..Math.Max(1, room)].CopyTo(likeness[length..]);
        length += Math.Max(1, room);
        return scripts.Intersect(LatinScripts()).IsEmpty ? FoldFlags.None : FoldFlags.Marked;
    }

    // What encodes to another label than this one is not how it is written (RFC 5891 5.4).
    private static bool TryDecode(ReadOnlySpan<byte> label, Span<int> points, out int count)
    {
        ReadOnlySpan<byte> encoded = label[Prefix.Length..];
        if (Punycode.TryDecode(encoded, points, out count) != PunycodeStatus.Ok || !HasOthers(points[..count]))
        {
            return false;
        }

        Span<byte> again = stackalloc byte[PointsMax];
        return Punycode.TryEncode(points[..count], again, out int length) == PunycodeStatus.Ok
            && again[..length].SequenceEqual(encoded);
    }

    private static bool HasOthers(ReadOnlySpan<int> points)
    {
        foreach (int point in points)
        {
            if (point >= 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private static ScriptSet LatinScripts()
    {
        UnicodeLabels.Classify('a', out ScriptSet scripts);
        return scripts;
    }

    // i and 1 stand for l, 0 for o (UTS 39 has them for capitals, and people see capitals), rn and nn for m, vv for w, cl for d.
    private static int FoldLetters(ReadOnlySpan<byte> text, Span<byte> folded)
    {
        int length = 0;
        byte last = 0;
        foreach (byte value in text)
        {
            byte pair = (last, value) switch
            {
                ((byte)'r' or (byte)'n', (byte)'n') => (byte)'m',
                ((byte)'v', (byte)'v') => (byte)'w',
                ((byte)'c', (byte)'l') => (byte)'d',
                _ => 0,
            };
            length -= pair == 0 ? 0 : 1;
            folded[length++] = pair != 0 ? pair : value switch
            {
                (byte)'0' => (byte)'o',
                (byte)'1' or (byte)'i' => (byte)'l',
                _ => value,
            };
            last = pair == 0 ? value : (byte)0;
        }

        return length;
    }
}
