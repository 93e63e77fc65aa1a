using System.Buffers.Binary;
using System.Text;

namespace Telos.Daemon.Tests.Dns;

/// <summary>DNS messages written octet by octet (RFC 1035 4), and the few fields that tests look at.</summary>
internal static class WireBytes
{
    public const int A = 1;
    private const int HeaderLength = 12;

    public static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(
            label => (byte[])[(byte)label.Length, .. Encoding.Latin1.GetBytes(label)]), 0];

    public static byte[] Query(int id, string name, int type = A, byte[]? edns = null) =>
        [.. Short(id), 1, 0, 0, 1, 0, 0, 0, 0, 0,
            (byte)(edns is null ? 0 : 1), .. Name(name), .. Short(type), 0, 1, .. edns ?? []];

    /// <summary>RFC 6891 6.1.2: size 1232.</summary>
    public static byte[] Edns(byte version = 0, params byte[] options) =>
        [0, 0, 41, 4, 208, 0, version, 0, 0, .. Short(options.Length), .. options];

    /// <summary>The query's id and question with one address.</summary>
    public static byte[] Answer(byte[] query, byte last, int ttl) =>
        [.. Head(query, 0x8180, 1, 0), 0xc0, 12, 0, 1, 0, 1, .. Long(ttl), 0, 4, 203, 0, 113, last];

    public static byte[] Rcode(byte[] query, int rcode) => Head(query, 0x8180 | rcode, 0, 0);

    /// <summary>RFC 2308 2.1: NXDOMAIN with the SOA of the root; its minimum is the TTL.</summary>
    public static byte[] NameError(byte[] query, int ttl) =>
    [
        .. Head(query, 0x8183, 0, 1), 0, 0, 6, 0, 1, .. Long(ttl), 0, 22, 0, 0,
        .. Long(1), .. Long(1), .. Long(1), .. Long(1), .. Long(ttl),
    ];

    public static byte[] Truncated(byte[] query) => Head(query, 0x8380, 0, 0);

    /// <summary>Header and question, without what else the query had.</summary>
    public static byte[] Head(byte[] query, int flags, int answers, int authority) =>
        [.. query[..2], .. Short(flags), 0, 1, 0, (byte)answers, 0, (byte)authority, 0, 0,
            .. query[HeaderLength..QuestionEnd(query)]];

    public static int QuestionEnd(byte[] message)
    {
        int offset = HeaderLength;
        while (message[offset] != 0)
        {
            offset += message[offset] + 1;
        }

        return offset + 5;
    }

    public static byte[] NameOf(byte[] message) => message[HeaderLength..(QuestionEnd(message) - 4)];

    public static string TextOf(byte[] message)
    {
        StringBuilder text = new();
        for (int offset = HeaderLength; message[offset] != 0; offset += message[offset] + 1)
        {
            text.Append(Encoding.Latin1.GetString(message, offset + 1, message[offset]).ToLowerInvariant()).Append('.');
        }

        return text.ToString().TrimEnd('.');
    }

    public static int Id(byte[] message) => BinaryPrimitives.ReadUInt16BigEndian(message);

    public static int RcodeOf(byte[] message) => message[3] & 15;

    public static int AnswerCount(byte[] message) => message[7];

    /// <summary>Of the first answer, whose owner is a pointer or the name once more.</summary>
    public static uint Ttl(byte[] message)
    {
        int owner = QuestionEnd(message);
        int after = message[owner] >= 0xc0 ? owner + 2 : owner + NameOf(message).Length;
        return BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(after + 4));
    }

    /// <summary>RFC 8914 2: option 15 of an OPT that is the message's last record; -1 without one.</summary>
    public static int ExtendedError(byte[] message)
    {
        int start = message.AsSpan(HeaderLength).LastIndexOf((byte[])[0, 0, 41]) + HeaderLength;
        int options = start + 11;
        bool has = start >= QuestionEnd(message) && options + 6 <= message.Length && message[options + 1] == 15;
        return has ? BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(options + 4)) : -1;
    }

    private static byte[] Short(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Long(int value) => [.. Short(value >> 16), .. Short(value)];
}
