using System.Buffers;
using System.Globalization;
using System.Text;

namespace Telos.Core.Intent;

/// <summary>What may stand in an intent at all: text that a person sees in full.</summary>
public static class IntentText
{
    public const int LengthMax = 4096;

    public static IntentStatus Check(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return IntentStatus.Empty;
        }

        if (text.Length > LengthMax)
        {
            return IntentStatus.TooLong;
        }

        bool hasLatin = false;
        bool hasLookAlike = false;
        var remaining = text.AsSpan();
        while (!remaining.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(remaining, out var rune, out int consumed) != OperationStatus.Done)
            {
                return IntentStatus.LoneSurrogate;
            }

            remaining = remaining[consumed..];
            var status = Check(rune);
            if (status != IntentStatus.Ok)
            {
                return status;
            }

            // Judged word by word: a sentence may hold two alphabets, a word that does imitates another.
            if (Rune.IsLetter(rune))
            {
                hasLatin |= rune.IsAscii;
                hasLookAlike |= IsLookAlikeAlphabet(rune.Value);
            }
            else if (!Rune.IsDigit(rune))
            {
                hasLatin = hasLookAlike = false;
            }

            if (hasLatin && hasLookAlike)
            {
                return IntentStatus.MixedAlphabets;
            }
        }

        return IntentStatus.Ok;
    }

    public static string Explain(IntentStatus status) => status switch
    {
        IntentStatus.Ok => "readable",
        IntentStatus.Empty => "the intent is empty: say what you will run, fetch or read",
        IntentStatus.TooLong => $"the intent is longer than {LengthMax} characters: say it shorter",
        IntentStatus.ControlCharacter => "the intent holds a control character: write plain text",
        IntentStatus.LoneSurrogate => "the intent is not valid Unicode: it holds half a character",
        IntentStatus.HiddenText =>
            "the intent holds invisible characters, which can hide words from a reader",
        IntentStatus.MixedAlphabets =>
            "a word of the intent mixes alphabets, which can pass one word off as another",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    private static IntentStatus Check(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control when rune.Value is not ('\t' or '\n' or '\r') =>
            IntentStatus.ControlCharacter,
        UnicodeCategory.Format or UnicodeCategory.PrivateUse => IntentStatus.HiddenText,
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => IntentStatus.HiddenText,
        _ => IsInvisible(rune.Value) ? IntentStatus.HiddenText : IntentStatus.Ok,
    };

    // Characters without ink that Unicode does not file under Format: joiners, fillers, variation selectors
    // (FE0F stays: it only makes an emoji colourful) and the tag block.
    private static bool IsInvisible(int value) => value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5
        or (>= 0x180B and <= 0x180F) or 0x3164 or (>= 0xFE00 and <= 0xFE0E) or 0xFFA0 or 0x2800
        or (>= 0xE0000 and <= 0xE0FFF);

    // Greek, Coptic, Cyrillic, Armenian, Cherokee: alphabets with letters drawn as Latin ones.
    private static bool IsLookAlikeAlphabet(int value) => value is (>= 0x0370 and <= 0x058F)
        or (>= 0x13A0 and <= 0x13FF) or (>= 0x1C80 and <= 0x1C8F) or (>= 0x2DE0 and <= 0x2DFF)
        or (>= 0xA640 and <= 0xA69F) or (>= 0xAB70 and <= 0xABBF);
}
