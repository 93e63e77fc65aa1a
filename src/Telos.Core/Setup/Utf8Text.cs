using System.Text;

namespace Telos.Core.Setup;

/// <summary>A file's bytes where they are looked at as text.</summary>
internal static class Utf8Text
{
    public const string ByteOrderMark = "\uFEFF";
    private static readonly byte[] s_byteOrderMark = Encoding.UTF8.GetBytes(ByteOrderMark);

    public static bool IsContinuation(byte unit) => (unit & 0xC0) == 0x80;

    /// <summary>Where the text begins, behind a byte order mark.</summary>
    public static int Start(ReadOnlySpan<byte> text) => text.StartsWith(s_byteOrderMark) ? s_byteOrderMark.Length : 0;

    /// <summary>As the first line ends, or as lines do here.</summary>
    public static string NewLine(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        return end > 0 && text[end - 1] == '\r' ? "\r\n" : "\n";
    }

    /// <summary>Where the line begins that this place is in.</summary>
    public static int LineStart(ReadOnlySpan<byte> text, int offset) => text[..offset].LastIndexOf((byte)'\n') + 1;

    /// <summary>Where the next line begins, or the end of the text.</summary>
    public static int LineEnd(ReadOnlySpan<byte> text, int offset)
    {
        int length = text[offset..].IndexOf((byte)'\n');
        return length < 0 ? text.Length : offset + length + 1;
    }

    /// <summary>The same text with another in the place of a part of it.</summary>
    public static byte[] Replace(ReadOnlySpan<byte> text, int start, int end, string by) =>
        [.. text[..start], .. Encoding.UTF8.GetBytes(by), .. text[end..]];
}
