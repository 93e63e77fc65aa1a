using System.Text;
using System.Text.Unicode;

namespace Telos.Core.Setup;

/// <summary>Why a tool's file cannot be edited, and where: lines and columns count from 1, columns in characters.</summary>
public sealed record EntryFault(int Line, int Column, string Message)
{
    internal static EntryFault At(ReadOnlySpan<byte> text, int offset, string message)
    {
        ReadOnlySpan<byte> before = text[..Math.Min(offset, text.Length)];
        int lineStart = before.LastIndexOf((byte)'\n') + 1;
        int column = 1;
        foreach (byte unit in before[lineStart..])
        {
            column += Utf8Text.IsContinuation(unit) ? 0 : 1;
        }

        return new EntryFault(before.Count((byte)'\n') + 1, column, message);
    }

    /// <summary>Null when the text is UTF-8.</summary>
    internal static EntryFault? OfEncoding(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            return null;
        }

        int offset = 0;
        while (Rune.DecodeFromUtf8(text[offset..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            offset += length;
        }

        return At(text, offset, "this is not UTF-8");
    }
}
