namespace Telos.Core.Dns;

/// <summary>Sizes and bounds, in octets unless said otherwise.</summary>
public static class DnsLimits
{
    public const int HeaderLength = 12;

    /// <summary>RFC 1035 2.3.4, with the length octets and the root's.</summary>
    public const int NameLengthMax = 255;

    public const int LabelLengthMax = 63;

    /// <summary>Every label takes two octets at least, and the root takes one.</summary>
    public const int LabelCountMax = 127;

    /// <summary>Pointers must lead strictly backwards, so that honest messages need no more than a name has labels.</summary>
    public const int CompressionJumpsMax = 127;

    /// <summary>A pointer's offset has 14 bits (RFC 1035 4.1.4).</summary>
    public const int PointerOffsetMax = 0x3fff;

    public const int MessageLengthMax = 65535;

    /// <summary>RFC 1035 4.2.1: what every client takes by UDP.</summary>
    public const int UdpLengthMin = 512;

    /// <summary>What is sent and asked for by UDP: no fragment on today's paths (DNS flag day 2020).</summary>
    public const int UdpLengthMax = 1232;

    /// <summary>In one OPT record. Honest clients send fewer than ten.</summary>
    public const int EdnsOptionsMax = 32;

    /// <summary>In one answer: longer chains are taken for loops.</summary>
    public const int AliasesMax = 16;

    /// <summary>Aliases times answers that one message is searched for: a bound of work, not of the format.</summary>
    public const int AliasSearchMax = 16384;

    public const int RecordHeadLength = 10;
}
