using System.Globalization;
using System.Text;

namespace Telos.Core.Content;

/// <summary>Text written in characters that have no shape: what remains without them, and what they spell.</summary>
internal static class Unveiling
{
    /// <summary>A flag of a region is a black flag, at most six tags and an end (UTS 51, ED-14a).</summary>
    private const int FlagTagsMax = 7;
    private const int BlackFlag = 0x1f3f4;
    private const int FirstTag = 0xe0001;
    private const int LastTag = 0xe007f;
    private const int TagShift = 0xe0000;
    private const int SelectorsMin = 4;
    private const int ZeroWidthMin = 16;
    private const int SpelledMax = 32;

    /// <summary>The text without the characters that nobody sees; the same instance when it has none.</summary>
    /// <param name="spelled">Takes what they spell; an empty text for a long run that is not legible.</param>
    public static string Unveil(string text, List<string> spelled)
    {
        int first = FirstShapeless(text);
        if (first < 0)
        {
            return text;
        }

        StringBuilder rest = new(text, 0, first, text.Length);
        int most = spelled.Count + SpelledMax;
        Rune.DecodeLastFromUtf16(text.AsSpan(0, first), out Rune last, out _);
        int before = last.Value;
        for (int at = first; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int length);
            if (!IsShapeless(rune.Value))
            {
                rest.Append(text, at, length);
                before = rune.Value;
                at += length;
                continue;
            }

            int endExcl = EndOfRun(text, at);
            if (spelled.Count < most)
            {
                Spell(text.AsSpan(at, endExcl - at), before == BlackFlag, spelled);
            }

            before = 0;
            at = endExcl;
        }

        return rest.ToString();
    }

    /// <summary>UTF-8 that is legible, or an empty text.</summary>
    public static string Legible(ReadOnlySpan<byte> octets)
    {
        string text = Encoding.UTF8.GetString(octets);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isText = Rune.GetUnicodeCategory(rune) is <= UnicodeCategory.OtherNumber or UnicodeCategory.SpaceSeparator
                or (>= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherSymbol);
            if (rune == Rune.ReplacementChar || !(isText || rune.Value is '\t' or '\n' or '\r'))
            {
                return "";
            }
        }

        return text;
    }

    private static int FirstShapeless(string text)
    {
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] >= 0xad && Rune.TryGetRuneAt(text, at, out Rune rune) && IsShapeless(rune.Value))
            {
                return at;
            }
        }

        return -1;
    }

    private static int EndOfRun(string text, int start)
    {
        int at = start;
        while (at < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int length);
            if (!IsShapeless(rune.Value))
            {
                break;
            }

            at += length;
        }

        return at;
    }

    // A run may change from one alphabet to another.
    private static void Spell(ReadOnlySpan<char> run, bool isFlag, List<string> spelled)
    {
        List<int> points = [];
        Alphabet last = Alphabet.None;
        while (!run.IsEmpty)
        {
            Rune.DecodeFromUtf16(run, out Rune rune, out int length);
            run = run[length..];
            Alphabet alphabet = AlphabetOf(rune.Value);
            if (alphabet != last)
            {
                Add(last, points, isFlag, spelled);
                isFlag &= points.Count == 0;
                points.Clear();
                last = alphabet;
            }

            points.Add(rune.Value);
        }

        Add(last, points, isFlag, spelled);
    }

    private static void Add(Alphabet alphabet, List<int> points, bool isFlag, List<string> spelled)
    {
        switch (alphabet)
        {
            case Alphabet.Tags when points.Count > 0 && !(isFlag && points.Count <= FlagTagsMax && points[^1] == LastTag):
                spelled.Add(OfTags(points));
                break;
            case Alphabet.Selectors when points.Count >= SelectorsMin:
                spelled.Add(Legible(OfSelectors(points)));
                break;
            case Alphabet.ZeroWidth when points.Count >= ZeroWidthMin:
                string ones = Legible(OfBits(points, isFirstOne: false));
                spelled.Add(ones.Length > 0 ? ones : Legible(OfBits(points, isFirstOne: true)));
                break;
        }
    }

    private static string OfTags(List<int> points)
    {
        StringBuilder letters = new(points.Count);
        foreach (int point in points)
        {
            char letter = (char)(point - TagShift);
            if (letter is >= ' ' and < '\x7f')
            {
                letters.Append(letter);
            }
        }

        return letters.ToString();
    }

    // An octet each: the first sixteen selectors, then those of plane 14. An emoji or an ideograph takes one, never four.
    private static byte[] OfSelectors(List<int> points)
    {
        byte[] octets = new byte[points.Count];
        for (int i = 0; i < octets.Length; i++)
        {
            octets[i] = (byte)(points[i] < 0xe0100 ? points[i] - 0xfe00 : points[i] - 0xe0100 + 16);
        }

        return octets;
    }

    // Bits, in the two characters that are used most, either of them being the one.
    private static byte[] OfBits(List<int> points, bool isFirstOne)
    {
        byte[] octets = new byte[points.Count / 8];
        for (int i = 0; i < octets.Length * 8; i++)
        {
            int bit = points[i] == points[0] == isFirstOne ? 1 : 0;
            octets[i / 8] = (byte)((octets[i / 8] << 1) | bit);
        }

        return octets;
    }

    private static Alphabet AlphabetOf(int point) => point switch
    {
        >= FirstTag and <= LastTag => Alphabet.Tags,
        (>= 0xfe00 and <= 0xfe0f) or (>= 0xe0100 and <= 0xe01ef) => Alphabet.Selectors,
        (>= 0x200b and <= 0x200f) or (>= 0x2060 and <= 0x2064) or 0xfeff => Alphabet.ZeroWidth,
        _ => Alphabet.None,
    };

    private static bool IsShapeless(int point) => point is 0xad or 0x34f or 0x61c or 0x115f or 0x1160 or 0x17b4 or 0x17b5
        or (>= 0x180b and <= 0x180e) or (>= 0x200b and <= 0x200f) or (>= 0x202a and <= 0x202e) or (>= 0x2060 and <= 0x2064)
        or (>= 0x2066 and <= 0x206f) or 0x3164 or (>= 0xfe00 and <= 0xfe0f) or 0xfeff or 0xffa0
        or (>= 0xe0000 and <= 0xe007f) or (>= 0xe0100 and <= 0xe01ef);

    private enum Alphabet
    {
        None,
        Tags,
        Selectors,
        ZeroWidth,
    }
}
