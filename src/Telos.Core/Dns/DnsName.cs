namespace Telos.Core.Dns;

/// <summary>
/// A name where it stands in a message (RFC 1035 3.1, 4.1.4). It was validated when it was read; nothing is copied until
/// it is asked for. Labels are octets: no text form of a name decides anything.
/// </summary>
public readonly ref struct DnsName
{
    private const byte PointerBits = 0xc0;
    private const byte PointerHighBits = 0x3f;
    private const int PointerLength = 2;

    private readonly ReadOnlySpan<byte> _message;
    private readonly int _offset;
    private readonly byte _wireLength;
    private readonly byte _labelCount;

    private DnsName(ReadOnlySpan<byte> message, int offset, int wireLength, int labelCount, int endOffset, bool isPlain)
    {
        _message = message;
        _offset = offset;
        _wireLength = (byte)wireLength;
        _labelCount = (byte)labelCount;
        EndOffset = endOffset;
        IsPlain = isPlain;
    }

    /// <summary>In octets without compression, with the root's: 1 to 255.</summary>
    public int WireLength => _wireLength;

    /// <summary>Without the root: 0 to 127.</summary>
    public int LabelCount => _labelCount;

    /// <summary>Where in the message the octets after the name are.</summary>
    public int EndOffset { get; }

    /// <summary>It stands in the message without a pointer.</summary>
    public bool IsPlain { get; }

    public bool IsRoot => WireLength == 1;

    internal ReadOnlySpan<byte> Message => _message;

    /// <summary>A pointer leads before everything of the name that was read until then, so that it ends in any message.</summary>
    public static DnsStatus TryRead(ReadOnlySpan<byte> message, int offset, out DnsName name)
    {
        int position = offset;
        int limit = offset;
        int endOffset = 0;
        int wireLength = 1;
        int labels = 0;
        int jumps = 0;
        while ((uint)position < (uint)message.Length)
        {
            int length = message[position];
            if (length == 0)
            {
                bool isPlain = jumps == 0;
                name = new DnsName(message, offset, wireLength, labels, isPlain ? position + 1 : endOffset, isPlain);
                return DnsStatus.Ok;
            }

            if (length <= DnsLimits.LabelLengthMax)
            {
                wireLength += length + 1;
                labels++;
                position += length + 1;
                if (wireLength > DnsLimits.NameLengthMax)
                {
                    name = default;
                    return DnsStatus.NameTooLong;
                }

                continue;
            }

            endOffset = jumps == 0 ? position + PointerLength : endOffset;
            DnsStatus status = ++jumps > DnsLimits.CompressionJumpsMax
                ? DnsStatus.PointerChain
                : TryJump(message, limit, ref position);
            if (status != DnsStatus.Ok)
            {
                name = default;
                return status;
            }

            limit = position;
        }

        name = default;
        return DnsStatus.NameTruncated;
    }

    /// <summary>Uncompressed, as it was written. Returns <see cref="WireLength"/>.</summary>
    public int CopyTo(Span<byte> destination)
    {
        if (IsPlain)
        {
            _message.Slice(_offset, WireLength).CopyTo(destination);
            return WireLength;
        }

        int length = 0;
        foreach (ReadOnlySpan<byte> label in this)
        {
            destination[length] = (byte)label.Length;
            label.CopyTo(destination[(length + 1)..]);
            length += label.Length + 1;
        }

        destination[length] = 0;
        return length + 1;
    }

    /// <summary>The form by which names are compared (RFC 4343): A to Z folded, other octets as they are.</summary>
    public int CopyLowerTo(Span<byte> destination)
    {
        int length = CopyTo(destination);

        // No length octet is a letter: they are 63 at most, and A is 65.
        AsciiLetters.FoldInPlace(destination[..length]);
        return length;
    }

    /// <summary>Whether it is the name whose lower-case wire form this is.</summary>
    public bool Is(ReadOnlySpan<byte> lowerName)
    {
        if (lowerName.Length != WireLength)
        {
            return false;
        }

        int position = 0;
        foreach (ReadOnlySpan<byte> label in this)
        {
            if (lowerName[position] != label.Length
                || !AsciiLetters.EqualsFolded(label, lowerName.Slice(position + 1, label.Length)))
            {
                return false;
            }

            position += label.Length + 1;
        }

        return true;
    }

    public LabelEnumerator GetEnumerator() => new(_message, _offset);

    private static DnsStatus TryJump(ReadOnlySpan<byte> message, int limit, ref int position)
    {
        if ((message[position] & PointerBits) != PointerBits)
        {
            return DnsStatus.LabelType;
        }

        if (position + 1 >= message.Length)
        {
            return DnsStatus.NameTruncated;
        }

        int target = ((message[position] & PointerHighBits) << 8) | message[position + 1];
        if (target < DnsLimits.HeaderLength)
        {
            return DnsStatus.PointerIntoHeader;
        }

        if (target >= limit)
        {
            return DnsStatus.PointerForward;
        }

        position = target;
        return DnsStatus.Ok;
    }

    /// <summary>The labels from the left, without the root.</summary>
    public ref struct LabelEnumerator
    {
        private readonly ReadOnlySpan<byte> _message;
        private int _next;

        internal LabelEnumerator(ReadOnlySpan<byte> message, int offset)
        {
            _message = message;
            _next = offset;
            Current = default;
        }

        public ReadOnlySpan<byte> Current { get; private set; }

        // What was validated ends: each pointer leads further back.
        public bool MoveNext()
        {
            int length = _message[_next];
            while (length > DnsLimits.LabelLengthMax)
            {
                _next = ((length & PointerHighBits) << 8) | _message[_next + 1];
                length = _message[_next];
            }

            Current = _message.Slice(_next + 1, length);
            _next += length + 1;
            return length != 0;
        }
    }
}
