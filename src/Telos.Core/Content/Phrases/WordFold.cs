using System.Globalization;
using System.Text;
using Telos.Core.Domains;

namespace Telos.Core.Content.Phrases;

/// <summary>
/// Words as they are compared: in small letters, without accents and widths, and where Latin letters stand beside others, the
/// others as the letters that they look like.
/// </summary>
internal static class WordFold
{
    /// <summary>No word of a phrase is as long: what follows is left out.</summary>
    public const int LengthMax = 64;

    /// <summary>For what no phrase has.</summary>
    private const char Unlike = '\ufffd';

    private const int FirstFullWidth = 0xff01;
    private const int LastFullWidth = 0xff5e;
    private const int FirstMathLetter = 0x1d400;
    private const int LastMathLetter = 0x1d6a3;
    private const int FirstMathDigit = 0x1d7ce;
    private const int LastMathDigit = 0x1d7ff;

    /// <summary>Letter and base: Unicode's decomposition of what the phrases' languages write, beyond Latin.</summary>
    private const string Bases = "йиёеїіѐеѝиўуѓгќкάαέεήηίιόούυώωϊιϋυΐιΰυ";

    /// <summary>Letters that pass for a Latin one as capitals or in haste, which UTS 39 does not have as such.</summary>
    private const string Alike = "кkмmпnгrтtцuвbнhӏlβbεeκkτtυuχxωwηnιiσo";

    /// <param name="folded">Room for <see cref="LengthMax"/>.</param>
    public static int Fold(ReadOnlySpan<char> word, Span<char> folded)
    {
        int length = 0;
        bool hasLatin = false;
        bool hasOther = false;
        for (int at = 0; at < word.Length && length < LengthMax;)
        {
            char letter = word[at];
            if (letter < 0x80)
            {
                at++;
                folded[length++] = (char)(letter | (char.IsAsciiLetterUpper(letter) ? 0x20 : 0));
                hasLatin |= char.IsAsciiLetter(letter);
                continue;
            }

            Rune.DecodeFromUtf16(word[at..], out Rune rune, out int units);
            at += units;
            int before = length;
            length = Append(rune, folded, length);
            hasLatin |= length > before && char.IsAsciiLetter(folded[before]);
            hasOther |= length > before && folded[before] >= 0x80;
        }

        if (hasLatin && hasOther)
        {
            ReplaceAlike(folded[..length]);
        }

        return length;
    }

    private static int Append(Rune rune, Span<char> folded, int length)
    {
        int point = rune.Value;
        char plain = point switch
        {
            '\u2019' => '\'',
            >= FirstFullWidth and <= LastFullWidth => char.ToLowerInvariant((char)(point - FirstFullWidth + '!')),
            >= FirstMathLetter and <= LastMathLetter => (char)('a' + ((point - FirstMathLetter) % 52 % 26)),
            >= FirstMathDigit and <= LastMathDigit => (char)('0' + ((point - FirstMathDigit) % 10)),
            _ => '\0',
        };
        if (plain != '\0')
        {
            folded[length] = plain;
            return length + 1;
        }

        if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark)
        {
            return length;
        }

        Rune small = Rune.ToLowerInvariant(rune);
        UnicodeLabels.Classify(small.Value, out ScriptSet scripts);
        ReadOnlySpan<byte> looksLike = UnicodeLabels.LooksLike(small.Value);
        if (scripts.HasLatin && !looksLike.IsEmpty)
        {
            foreach (byte letter in looksLike[..Math.Min(looksLike.Length, LengthMax - length)])
            {
                folded[length++] = (char)letter;
            }

            return length;
        }

        folded[length] = small.IsBmp ? Paired(Bases, (char)small.Value) : Unlike;
        return length + 1;
    }

    private static void ReplaceAlike(Span<char> folded)
    {
        foreach (ref char letter in folded)
        {
            if (letter >= 0x80)
            {
                char alike = Paired(Alike, letter);
                ReadOnlySpan<byte> looksLike = alike == letter ? UnicodeLabels.LooksLike(letter) : default;
                letter = looksLike.Length == 1 ? (char)looksLike[0] : alike;
            }
        }
    }

    /// <summary>What stands behind the letter in a list of pairs; the letter itself when it is in none.</summary>
    private static char Paired(string pairs, char letter)
    {
        for (int i = 0; i < pairs.Length; i += 2)
        {
            if (pairs[i] == letter)
            {
                return pairs[i + 1];
            }
        }

        return letter;
    }
}
