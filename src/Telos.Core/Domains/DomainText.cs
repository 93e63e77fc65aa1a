using System.Text;

namespace Telos.Core.Domains;

/// <summary>A name as people and programs write it, in any script.</summary>
public static class DomainText
{
    private const int LabelLengthMax = 63;
    private const int TextLengthMax = 1024;

    /// <summary>
    /// Lower-cased; labels beyond ASCII become A-labels without being mapped any further (RFC 5891 5). An address, a URL
    /// and a list's wildcard are no names.
    /// </summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="name">Room for <see cref="DomainLine.NameLengthMax"/>: the wire form with its root byte.</param>
    public static DomainLineStatus Parse(ReadOnlySpan<byte> text, Span<byte> name, out int nameLength)
    {
        nameLength = 0;
        if (text.IsEmpty || text[0] is (byte)'.' or (byte)'*' || text.ContainsAny("# \t"u8))
        {
            return text.IsEmpty ? DomainLineStatus.Blank
                : text[0] == '.' ? DomainLineStatus.EmptyLabel
                : DomainLineStatus.ByteNotAllowed;
        }

        if (Ascii.IsValid(text))
        {
            return DomainLine.Parse(text, name, out nameLength);
        }

        if (text.Length > TextLengthMax)
        {
            return DomainLineStatus.NameTooLong;
        }

        Span<byte> ascii = stackalloc byte[TextLengthMax];
        DomainLineStatus status = Encode(text, ascii, out int length);
        return status == DomainLineStatus.Name ? DomainLine.Parse(ascii[..length], name, out nameLength) : status;
    }

    // The other dots of IDNA end labels too (RFC 3490 3.1).
    private static DomainLineStatus Encode(ReadOnlySpan<byte> text, Span<byte> ascii, out int length)
    {
        Span<int> points = stackalloc int[LabelLengthMax];
        int count = 0;
        length = 0;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(text, out Rune rune, out int consumed) != System.Buffers.OperationStatus.Done)
            {
                return DomainLineStatus.ByteNotAllowed;
            }

            text = text[consumed..];
            bool isDot = rune.Value is '.' or 0x3002 or 0xff0e or 0xff61;
            if (!isDot)
            {
                if (count == points.Length)
                {
                    return DomainLineStatus.LabelTooLong;
                }

                points[count++] = Rune.ToLowerInvariant(rune).Value;
            }

            if ((isDot || text.IsEmpty) && !TryAppend(points[..count], isDot, ascii, ref length))
            {
                return DomainLineStatus.LabelTooLong;
            }

            count = isDot ? 0 : count;
        }

        return DomainLineStatus.Name;
    }

    private static bool TryAppend(ReadOnlySpan<int> points, bool isDot, Span<byte> ascii, ref int length)
    {
        const int RoomForLabel = LabelLengthMax + 8;
        if (ascii.Length - length < RoomForLabel)
        {
            return false;
        }

        if (points.ContainsAnyExceptInRange(0, 0x7f))
        {
            "xn--"u8.CopyTo(ascii[length..]);
            length += 4;
            if (Punycode.TryEncode(points, ascii.Slice(length, LabelLengthMax - 4), out int encoded) != PunycodeStatus.Ok)
            {
                return false;
            }

            length += encoded;
        }
        else
        {
            foreach (int point in points)
            {
                ascii[length++] = (byte)point;
            }
        }

        ascii[length] = (byte)'.';
        length += isDot ? 1 : 0;
        return true;
    }
}
