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

    private static readonly ScriptSet Latin = ScriptsOf('a');

    private static ReadOnlySpan<byte> Prefix => "xn--"u8;

    /// <param name="label">Lower case, without its length octet, 1 to 63 octets.</param>
    /// <param name="folded">Room for <see cref="LengthMax"/>.</param>
    public static FoldedLabel Fold(ReadOnlySpan<byte> label, Span<byte> folded)
    {
        FoldedLabel plain = FoldLetters(label, folded);
        return plain with { Length = FoldPairs(folded[..plain.Length], folded) };
    }

    /// <summary>Letter by letter alone: rn stays two letters.</summary>
    /// <param name="label">Lower case, without its length octet, 1 to 63 octets.</param>
    /// <param name="folded">Room for <see cref="LengthMax"/>.</param>
    public static FoldedLabel FoldLetters(ReadOnlySpan<byte> label, Span<byte> folded)
    {
        if (label.StartsWith(Prefix))
        {
            FoldedLabel international = FoldInternational(label, folded);
            FoldAscii(folded[..international.Length], folded);
            return international;
        }

        FoldAscii(label, folded);
        return new FoldedLabel(label.Length, folded[..label.Length].SequenceEqual(label) ? FoldFlags.None : FoldFlags.Changed);
    }

    /// <summary>rn and nn are read as m, vv as w, cl as d.</summary>
    /// <param name="plain">Folded letter by letter.</param>
    /// <param name="folded">May be the same memory.</param>
    public static int FoldPairs(ReadOnlySpan<byte> plain, Span<byte> folded)
    {
        int length = 0;
        byte last = 0;
        foreach (byte value in plain)
        {
            byte pair = (last, value) switch
            {
                ((byte)'r' or (byte)'n', (byte)'n') => (byte)'m',
                ((byte)'v', (byte)'v') => (byte)'w',
                ((byte)'c', (byte)'l') => (byte)'d',
                _ => 0,
            };
            length -= pair == 0 ? 0 : 1;
            folded[length++] = pair != 0 ? pair : value;
            last = pair == 0 ? value : (byte)0;
        }

        return length;
    }

    /// <summary>
    /// What is left of a label for somebody who only glances at it: letters of one outline are one. For comparing whole
    /// labels, as parts of them mean too much then.
    /// </summary>
    /// <param name="plain">Folded letter by letter.</param>
    /// <param name="outline">Room for as much.</param>
    /// <param name="joinsCl">cl is d; otherwise its l may be of ik, which is k.</param>
    public static int Outline(ReadOnlySpan<byte> plain, Span<byte> outline, bool joinsCl)
    {
        int length = 0;
        byte last = 0;
        foreach (byte value in plain)
        {
            byte one = value switch
            {
                (byte)'e' => (byte)'c',
                (byte)'d' => (byte)'b',
                (byte)'q' or (byte)'9' or (byte)'6' => (byte)'g',
                (byte)'n' or (byte)'r' => (byte)'m',
                (byte)'3' => (byte)'8',
                (byte)'v' or (byte)'y' => (byte)'u',
                _ => value,
            };
            byte pair = (last, one) switch
            {
                ((byte)'m', (byte)'m') => (byte)'m',
                ((byte)'u', (byte)'u') => (byte)'w',
                ((byte)'b', (byte)'l') or ((byte)'l', (byte)'b') => (byte)'b',
                ((byte)'c', (byte)'l') when joinsCl => (byte)'b',
                ((byte)'l', (byte)'h') => (byte)'h',
                ((byte)'l', (byte)'k' or (byte)'c') => (byte)'k',
                ((byte)'l', (byte)'l') => (byte)'l',
                _ => 0,
            };
            length -= pair == 0 ? 0 : 1;
            last = pair != 0 ? pair : one;
            outline[length++] = last;
        }

        return length;
    }

    private static FoldedLabel FoldInternational(ReadOnlySpan<byte> label, Span<byte> folded)
    {
        Span<int> points = stackalloc int[PointsMax];
        if (!TryDecode(label, points, out int count))
        {
            return new FoldedLabel(0, FoldFlags.International | FoldFlags.Invalid);
        }

        FoldFlags flags = FoldFlags.International | FoldFlags.Changed;
        ScriptSet scripts = ScriptSet.All;
        bool hasPlainLetter = false;
        bool hasLikeness = false;
        bool hasEastAsian = false;
        bool isLatin = true;
        int length = 0;
        for (int i = 0; i < count; i++)
        {
            if (points[i] < 0x80)
            {
                folded[length++] = (byte)points[i];
                isLatin = char.IsAsciiLetter((char)points[i]);
                hasPlainLetter |= isLatin;
                scripts = hasPlainLetter ? scripts.Intersect(Latin) : scripts;
                continue;
            }

            CharacterStatus status = UnicodeLabels.Classify(points[i], out ScriptSet own);
            if (status == CharacterStatus.Disallowed || (status == CharacterStatus.Mark && i == 0))
            {
                return new FoldedLabel(0, flags | FoldFlags.Invalid);
            }

            scripts = scripts.Intersect(own);
            if (status == CharacterStatus.Mark)
            {
                flags |= isLatin ? FoldFlags.Marked | FoldFlags.Odd : FoldFlags.Marked;
                continue;
            }

            ReadOnlySpan<byte> looksLike = UnicodeLabels.LooksLike(points[i]);
            isLatin = own.HasLatin;
            bool isEastAsian = !isLatin && !own.Intersect(Latin).IsEmpty;
            bool isAlike = status == CharacterStatus.Stroke || !looksLike.IsEmpty;
            hasLikeness |= isEastAsian && isAlike;
            hasEastAsian |= isEastAsian && !isAlike;
            flags |= Append(looksLike, isLatin, folded, ref length)
                | (status == CharacterStatus.Odd ? FoldFlags.Odd : FoldFlags.None)
                | (status == CharacterStatus.Local ? FoldFlags.Local : FoldFlags.None);
        }

        flags |= scripts.IsEmpty ? FoldFlags.MixedScript : FoldFlags.None;
        flags |= hasLikeness && hasPlainLetter && !hasEastAsian ? FoldFlags.Odd : FoldFlags.None;
        bool isOther = !scripts.IsEmpty && !hasPlainLetter && scripts.Intersect(Latin).IsEmpty;
        flags |= isOther ? FoldFlags.OtherScript : FoldFlags.None;
        flags |= isOther && (flags & FoldFlags.BeyondAscii) == 0 ? FoldFlags.WholeScript : FoldFlags.None;
        return new FoldedLabel(length, flags);
    }

    private static FoldFlags Append(ReadOnlySpan<byte> looksLike, bool isLatin, Span<byte> likeness, ref int length)
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
        return isLatin ? FoldFlags.Marked : FoldFlags.None;
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

    private static ScriptSet ScriptsOf(int point)
    {
        UnicodeLabels.Classify(point, out ScriptSet scripts);
        return scripts;
    }

    // i and 1 stand for l, 0 for o: UTS 39 has them for capitals, and people see capitals.
    private static void FoldAscii(ReadOnlySpan<byte> text, Span<byte> folded)
    {
        for (int i = 0; i < text.Length; i++)
        {
            folded[i] = text[i] switch
            {
                (byte)'0' => (byte)'o',
                (byte)'1' or (byte)'i' => (byte)'l',
                _ => text[i],
            };
        }
    }
}
