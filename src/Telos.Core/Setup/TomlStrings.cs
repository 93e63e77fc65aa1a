using System.Buffers;
using System.Globalization;
using System.Text;

namespace Telos.Core.Setup;

/// <summary>The four kinds of strings of a TOML text.</summary>
internal sealed class TomlStrings(byte[] text)
{
    public const byte Delete = 0x7F;

    private const int QuotesOfBlock = 3;

    /// <summary>Reads the string that begins here; afterwards, this is behind it, or where the fault is.</summary>
    /// <param name="isKey">A key has one line.</param>
    public bool TryRead(bool isKey, ref int at, out string value, out string error)
    {
        byte quote = text[at];
        bool isBlock = !isKey && StartsWith(at, quote, QuotesOfBlock);
        at += isBlock ? QuotesOfBlock : 1;
        if (isBlock)
        {
            // The line end behind the opening quotes is not part of it.
            at += At(at) == '\r' && At(at + 1) == '\n' ? 2 : At(at) == '\n' ? 1 : 0;
        }

        ArrayBufferWriter<byte> bytes = new();
        error = "";
        while (error.Length == 0 && !Closes(quote, isBlock, ref at, bytes))
        {
            error = at >= text.Length ? "the string has no end" : ReadUnit(quote, isBlock, ref at, bytes);
        }

        value = Encoding.UTF8.GetString(bytes.WrittenSpan);
        return error.Length == 0;
    }

    private bool Closes(byte quote, bool isBlock, ref int at, ArrayBufferWriter<byte> bytes)
    {
        if (!isBlock)
        {
            bool closes = At(at) == quote;
            at += closes ? 1 : 0;
            return closes;
        }

        if (!StartsWith(at, quote, QuotesOfBlock))
        {
            return false;
        }

        // Up to two quotes may stand right before the closing ones.
        for (int i = 0; i < 2 && StartsWith(at + 1, quote, QuotesOfBlock); i++)
        {
            bytes.Write([quote]);
            at++;
        }

        at += QuotesOfBlock;
        return true;
    }

    private string ReadUnit(byte quote, bool isBlock, ref int at, ArrayBufferWriter<byte> bytes)
    {
        byte unit = text[at];
        if (unit == '\\' && quote == '"')
        {
            return ReadEscape(isBlock, ref at, bytes);
        }

        bool isNewLine = unit == '\n' || (unit == '\r' && At(at + 1) == '\n');
        if (isNewLine && !isBlock)
        {
            return "the string has no end on its line";
        }

        if (!isNewLine && (unit is < (byte)' ' and not (byte)'\t' or Delete))
        {
            return "a control character stands in the string";
        }

        bytes.Write([unit]);
        at++;
        return "";
    }

    private string ReadEscape(bool isBlock, ref int at, ArrayBufferWriter<byte> bytes)
    {
        byte letter = At(at + 1);
        if (isBlock && TrySkipLineEnd(ref at))
        {
            return "";
        }

        int digits = letter switch
        {
            (byte)'x' => 2,
            (byte)'u' => 4,
            (byte)'U' => 8,
            _ => 0,
        };
        int plain = "btnfre\"\\".IndexOf((char)letter);
        if (digits == 0 && plain >= 0)
        {
            bytes.Write([(byte)"\b\t\n\f\r\u001b\"\\"[plain]]);
        }
        else if (digits == 0 || !TryRune(at + 2, digits, out Rune rune))
        {
            return "this is no escape: a \\ is written \\\\, or the string between '";
        }
        else
        {
            Span<byte> encoded = stackalloc byte[4];
            bytes.Write(encoded[..rune.EncodeToUtf8(encoded)]);
        }

        at += 2 + digits;
        return "";
    }

    private bool TryRune(int start, int digits, out Rune rune)
    {
        rune = default;
        return start + digits <= text.Length
            && uint.TryParse(
                text.AsSpan(start, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value)
            && Rune.TryCreate(value, out rune);
    }

    // A \ at the end of a line takes the line end and all blanks behind it out of the string.
    private bool TrySkipLineEnd(ref int at)
    {
        int next = at + 1;
        bool hasNewLine = false;
        while (At(next) is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            hasNewLine |= text[next] == '\n';
            next++;
        }

        at = hasNewLine ? next : at;
        return hasNewLine;
    }

    private bool StartsWith(int at, byte quote, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (At(at + i) != quote)
            {
                return false;
            }
        }

        return true;
    }

    private byte At(int offset) => offset < text.Length ? text[offset] : (byte)0;
}
