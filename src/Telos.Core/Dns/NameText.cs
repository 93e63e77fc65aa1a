namespace Telos.Core.Dns;

/// <summary>
/// Names for people: RFC 1035 5.1's form, in which every octet that is not a letter, digit, hyphen or underscore is
/// escaped. Nothing is decided by it, and it is fit for terminals, JSON and metrics.
/// </summary>
public static class NameText
{
    /// <summary>In characters: each octet as \DDD, and the dots.</summary>
    public const int LengthMax = DnsLimits.NameLengthMax * 4;

    /// <param name="name">Uncompressed wire form.</param>
    public static string Of(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[LengthMax];
        return new string(text[..Write(name, text)]);
    }

    /// <summary>Returns how many characters were written, LengthMax at most. The root is a dot; others end without one.</summary>
    public static int Write(ReadOnlySpan<byte> name, Span<char> text)
    {
        if (name[0] == 0)
        {
            text[0] = '.';
            return 1;
        }

        int length = 0;
        for (int i = 0; name[i] != 0; i += name[i] + 1)
        {
            if (i != 0)
            {
                text[length++] = '.';
            }

            foreach (byte octet in name.Slice(i + 1, name[i]))
            {
                length += WriteOctet(octet, text[length..]);
            }
        }

        return length;
    }

    /// <summary>Reads a host name as people write it, without escapes: false when it is none. Folds its letters.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> name, out int length)
    {
        length = 0;
        text = text.EndsWith(".") ? text[..^1] : text;
        foreach (Range part in text.Split('.'))
        {
            ReadOnlySpan<char> label = text[part];
            if (label.IsEmpty || label.Length > DnsLimits.LabelLengthMax
                || length + label.Length + 2 > DnsLimits.NameLengthMax)
            {
                return false;
            }

            name[length++] = (byte)label.Length;
            foreach (char character in label)
            {
                if (character > 0x7f || !IsPlain((byte)character))
                {
                    return false;
                }

                name[length++] = AsciiLetters.Fold((byte)character);
            }
        }

        name[length++] = 0;
        return true;
    }

    /// <summary>Whether every octet is a letter, digit, hyphen or underscore, as in the names of hosts and services.</summary>
    /// <param name="name">Uncompressed wire form.</param>
    public static bool IsPlain(ReadOnlySpan<byte> name)
    {
        for (int i = 0; name[i] != 0; i += name[i] + 1)
        {
            foreach (byte octet in name.Slice(i + 1, name[i]))
            {
                if (!IsPlain(octet))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsPlain(byte octet) =>
        AsciiLetters.IsLetter(octet) || (uint)(octet - '0') <= 9 || octet is (byte)'-' or (byte)'_';

    private static int WriteOctet(byte octet, Span<char> text)
    {
        if (IsPlain(octet))
        {
            text[0] = (char)octet;
            return 1;
        }

        text[0] = '\\';
        text[1] = (char)('0' + (octet / 100));
        text[2] = (char)('0' + (octet / 10 % 10));
        text[3] = (char)('0' + (octet % 10));
        return 4;
    }
}
