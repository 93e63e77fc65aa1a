using System.Globalization;
using System.Text;

namespace Telos.Core.Content.Phrases;

/// <summary>The words of a text, one after the other. Anything else is between them.</summary>
internal ref struct WordCursor(ReadOnlySpan<char> text)
{
    private const char Apostrophe = '\'';
    private const char CurlyApostrophe = '\u2019';

    private readonly ReadOnlySpan<char> _text = text;

    public int Start { get; private set; }

    public int EndExcl { get; private set; }

    public WordKind Kind { get; private set; }

    public readonly ReadOnlySpan<char> Word => _text[Start..EndExcl];

    public bool MoveNext()
    {
        for (int at = EndExcl; at < _text.Length;)
        {
            char letter = _text[at];
            if (letter < 0x80 ? char.IsAsciiLetterOrDigit(letter) : IsLetter(at, out _))
            {
                return Take(at, EndOfLetters(at), WordKind.Letters);
            }

            if (IsMark(letter))
            {
                return Take(at, at + 1, letter is ':' or '\uff1a' ? WordKind.Colon : WordKind.Mark);
            }

            int length = 1;
            if (letter >= 0x80 && IsCharacter(at, out length))
            {
                return Take(at, at + length, WordKind.Character);
            }

            at += length;
        }

        EndExcl = _text.Length;
        return false;
    }

    private bool Take(int start, int endExcl, WordKind kind)
    {
        (Start, EndExcl, Kind) = (start, endExcl, kind);
        return true;
    }

    private readonly int EndOfLetters(int start)
    {
        int at = start;
        while (at < _text.Length)
        {
            char letter = _text[at];
            if (letter < 0x80)
            {
                bool joins = letter == Apostrophe && at > start && at + 1 < _text.Length && char.IsLetter(_text[at + 1]);
                if (!joins && !char.IsAsciiLetterOrDigit(letter))
                {
                    break;
                }

                at++;
                continue;
            }

            if (letter == CurlyApostrophe && at > start && at + 1 < _text.Length && char.IsLetter(_text[at + 1]))
            {
                at++;
                continue;
            }

            if (!IsLetter(at, out int length))
            {
                break;
            }

            at += length;
        }

        return at;
    }

    private readonly bool IsLetter(int at, out int length)
    {
        Rune rune = RuneAt(at, out length);
        return !IsEastAsian(rune.Value) && Rune.GetUnicodeCategory(rune)
            is <= UnicodeCategory.OtherNumber;
    }

    private readonly bool IsCharacter(int at, out int length) => IsEastAsian(RuneAt(at, out length).Value);

    private readonly Rune RuneAt(int at, out int length)
    {
        Rune.DecodeFromUtf16(_text[at..], out Rune rune, out length);
        return rune;
    }

    private static bool IsMark(char letter) =>
        letter is ':' or ';' or ',' or '.' or '!' or '?' or '\u2014' or '\u2013' or '\u3001'
        or '\u3002' or '\uff0c' or '\uff1a' or '\uff01' or '\uff1f';

    private static bool IsEastAsian(int point) =>
        point is 0x3005 or 0x3007 or (>= 0x3041 and <= 0x3096) or (>= 0x309d and <= 0x309f)
        or (>= 0x30a1 and <= 0x30fa) or (>= 0x30fc and <= 0x30ff) or (>= 0x31f0 and <= 0x31ff) or (>= 0x3400 and <= 0x4dbf)
        or (>= 0x4e00 and <= 0x9fff) or (>= 0xf900 and <= 0xfaff) or (>= 0xff66 and <= 0xff9d) or (>= 0x20000 and <= 0x323af);
}
