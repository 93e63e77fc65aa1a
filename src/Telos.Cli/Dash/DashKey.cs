namespace Telos.Cli.Dash;

/// <summary>A key, of what a terminal sends for it (xterm's control sequences).</summary>
internal readonly record struct DashKey(DashKeyKind Kind, char Letter = '\0')
{
    private const byte EscapeByte = 0x1b;

    /// <summary>The keys in what was read at once: a lone escape is the key of that name.</summary>
    public static List<DashKey> Read(ReadOnlySpan<byte> bytes)
    {
        List<DashKey> keys = [];
        while (!bytes.IsEmpty)
        {
            int length = 1;
            if (bytes[0] == EscapeByte && bytes.Length > 2 && bytes[1] is (byte)'[' or (byte)'O')
            {
                length = SequenceLength(bytes);
                keys.Add(new DashKey(bytes[length - 1] switch
                {
                    (byte)'A' => DashKeyKind.Up,
                    (byte)'B' => DashKeyKind.Down,
                    (byte)'Z' => DashKeyKind.Tab,
                    _ => DashKeyKind.None,
                }));
            }
            else
            {
                keys.Add(Of(bytes[0]));
            }

            bytes = bytes[length..];
        }

        return keys;
    }

    // CSI, parameters, and one final byte from @ to ~ (ECMA-48, 5.4).
    private static int SequenceLength(ReadOnlySpan<byte> bytes)
    {
        int length = 2;
        while (length < bytes.Length - 1 && bytes[length] is < (byte)'@' or > (byte)'~')
        {
            length++;
        }

        return length + 1;
    }

    private static DashKey Of(byte value) => value switch
    {
        EscapeByte => new DashKey(DashKeyKind.Escape),
        0x03 or 0x04 => new DashKey(DashKeyKind.Quit),
        0x08 or 0x7f => new DashKey(DashKeyKind.Backspace),
        0x09 => new DashKey(DashKeyKind.Tab),
        0x0d or 0x0a => new DashKey(DashKeyKind.Enter),
        >= 0x20 and < 0x7f => new DashKey(DashKeyKind.Letter, (char)value),
        _ => new DashKey(DashKeyKind.None),
    };
}
