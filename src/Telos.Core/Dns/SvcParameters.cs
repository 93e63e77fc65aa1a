using System.Buffers.Binary;

namespace Telos.Core.Dns;

/// <summary>The parameters of SVCB and HTTPS records (RFC 9460 2.2).</summary>
public ref struct SvcParameters
{
    public const ushort Ipv4Hint = 4;
    public const ushort Ipv6Hint = 6;

    private const int HeadLength = 4;

    private ReadOnlySpan<byte> _rest;

    /// <param name="parameters">What follows the target's name, checked.</param>
    internal SvcParameters(ReadOnlySpan<byte> parameters)
    {
        _rest = parameters;
    }

    public ushort Key { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        Key = BinaryPrimitives.ReadUInt16BigEndian(_rest);
        Value = _rest.Slice(HeadLength, length);
        _rest = _rest[(HeadLength + length)..];
        return true;
    }

    /// <summary>Keys ascend strictly, and hints are whole addresses.</summary>
    internal static DnsStatus Check(ReadOnlySpan<byte> parameters)
    {
        int previous = -1;
        while (!parameters.IsEmpty)
        {
            if (parameters.Length < HeadLength)
            {
                return DnsStatus.SvcParameters;
            }

            int key = BinaryPrimitives.ReadUInt16BigEndian(parameters);
            int length = BinaryPrimitives.ReadUInt16BigEndian(parameters[2..]);
            int addressLength = key == Ipv4Hint ? 4 : key == Ipv6Hint ? 16 : 1;
            bool isWhole = length % addressLength == 0 && (addressLength == 1 || length != 0);
            if (key <= previous || parameters.Length - HeadLength < length || !isWhole)
            {
                return DnsStatus.SvcParameters;
            }

            previous = key;
            parameters = parameters[(HeadLength + length)..];
        }

        return DnsStatus.Ok;
    }
}
