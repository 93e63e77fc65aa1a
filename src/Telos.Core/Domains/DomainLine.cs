using System.Net;

namespace Telos.Core.Domains;

/// <summary>
/// A line of the domain lists that people publish: a name, `*.name`, `.name` or hosts(5)'s `0.0.0.0 name`, in any case,
/// with or without its last dot, with a comment after `#`. Names beyond ASCII have to be in punycode, as on the wire.
/// </summary>
public static class DomainLine
{
    public const int NameLengthMax = 255;
    private const int LabelLengthMax = 63;

    /// <param name="line">Without its line feed.</param>
    /// <param name="name">Room for <see cref="NameLengthMax"/> bytes: the lower-cased wire form with its root byte.</param>
    public static DomainLineStatus Parse(ReadOnlySpan<byte> line, Span<byte> name, out int nameLength)
    {
        nameLength = 0;
        int comment = line.IndexOf((byte)'#');
        ReadOnlySpan<byte> text = (comment < 0 ? line : line[..comment]).Trim(" \t\r"u8);
        if (text.IsEmpty)
        {
            return DomainLineStatus.Blank;
        }

        int blank = text.IndexOfAny((byte)' ', (byte)'\t');
        if (blank >= 0)
        {
            if (!IPAddress.IsValidUtf8(text[..blank]))
            {
                return DomainLineStatus.TooManyWords;
            }

            text = text[blank..].TrimStart(" \t"u8);
            if (text.IndexOfAny((byte)' ', (byte)'\t') >= 0)
            {
                return DomainLineStatus.TooManyWords;
            }
        }

        return char.IsAsciiHexDigit((char)text[^1]) && IPAddress.IsValidUtf8(text)
            ? DomainLineStatus.AddressOnly
            : ParseName(text, name, out nameLength);
    }

    private static DomainLineStatus ParseName(ReadOnlySpan<byte> text, Span<byte> name, out int nameLength)
    {
        nameLength = 0;
        text = text.StartsWith("*."u8) ? text[2..] : text[0] == '.' ? text[1..] : text;
        text = text.EndsWith("."u8) ? text[..^1] : text;
        if (text.Length + 2 > NameLengthMax)
        {
            return DomainLineStatus.NameTooLong;
        }

        int label = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != '.')
            {
                if (!IsNameByte(text[i]))
                {
                    return DomainLineStatus.ByteNotAllowed;
                }

                name[i + 1] = text[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(text[i] | 0x20) : text[i];
                continue;
            }

            int length = i - label;
            if (length is 0 or > LabelLengthMax)
            {
                return length == 0 ? DomainLineStatus.EmptyLabel : DomainLineStatus.LabelTooLong;
            }

            name[label] = (byte)length;
            label = i + 1;
        }

        name[text.Length + 1] = 0;
        nameLength = text.Length + 2;
        return DomainLineStatus.Name;
    }

    private static bool IsNameByte(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_';
}
