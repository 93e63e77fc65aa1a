using System.Text;

namespace Telos.Fuzz.Oracles;

/// <summary>A name as RFC 1035 3.1 and 4.1.4 describe it: labels, then the root or the rest of another name.</summary>
internal sealed class NaiveName
{
    private const int LengthMax = 255;
    private const int PointerChainMax = 127;
    private const int HeaderLength = 12;

    private readonly HashSet<int> _visited = [];
    private int _least;
    private int _pointers;
    private bool _isStrict = true;

    private NaiveName(int offset)
    {
        _least = offset;
    }

    public List<byte[]> Labels { get; } = [];

    public int EndOffset { get; private set; }

    /// <summary>Its pointers lead backwards only and not into the header, and are no more than a name can have labels.</summary>
    public bool IsStrict => _isStrict && _pointers <= PointerChainMax;

    /// <summary>Null: there is no name.</summary>
    public static NaiveName? Read(ReadOnlySpan<byte> message, int offset)
    {
        NaiveName name = new(offset);
        return name.ReadRest(message, offset) && name.ToWire().Length <= LengthMax ? name : null;
    }

    public byte[] ToWire() =>
        [.. Labels.SelectMany(label => (IEnumerable<byte>)[(byte)label.Length, .. label]), (byte)0];

    public byte[] ToLowerWire() => [.. ToWire().Select(Lower)];

    /// <summary>RFC 1035 5.1, with every octet in digits that no host's name has.</summary>
    public string ToText() =>
        Labels.Count == 0 ? "." : string.Join('.', Labels.Select(label => string.Concat(label.Select(OctetText))));

    private static byte Lower(byte octet) => octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet + 32) : octet;

    private static string OctetText(byte octet) =>
        Rune.IsLetterOrDigit(new Rune(octet)) && octet < 128 || octet is (byte)'-' or (byte)'_'
            ? ((char)octet).ToString()
            : $"\\{octet:D3}";

    private bool ReadRest(ReadOnlySpan<byte> message, int position)
    {
        if (position >= message.Length || !_visited.Add(position))
        {
            return false;
        }

        int length = message[position];
        switch (length >> 6)
        {
            case 0 when length == 0:
                End(position + 1);
                return true;

            case 0 when position + 1 + length <= message.Length:
                Labels.Add(message.Slice(position + 1, length).ToArray());
                return ReadRest(message, position + 1 + length);

            case 3 when position + 1 < message.Length:
                End(position + 2);
                return ReadRest(message, Follow(((length & 63) * 256) + message[position + 1]));

            default:
                return false;
        }
    }

    private int Follow(int target)
    {
        _pointers++;
        _isStrict &= target < _least && target >= HeaderLength;
        _least = target;
        return target;
    }

    private void End(int offset)
    {
        EndOffset = EndOffset == 0 ? offset : EndOffset;
    }
}
