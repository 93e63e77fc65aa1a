using System.Buffers.Binary;

namespace Telos.Core.Dns;

/// <summary>
/// What is asked upstream: written from the parsed question alone, so that nothing that was not understood is forwarded.
/// </summary>
public static class UpstreamQuery
{
    /// <summary>Name, type and class, root name and OPT.</summary>
    public const int LengthMax = DnsLimits.HeaderLength + DnsLimits.NameLengthMax + 4 + 1 + DnsLimits.RecordHeadLength;

    /// <summary>Returns the length.</summary>
    /// <param name="caseBits">
    /// A bit a letter, used in turn: which of them are sent upper-case, which an honest server repeats
    /// (draft-vixie-dnsext-dns0x20).
    /// </param>
    public static int Write(Span<byte> buffer, ushort id, in UpstreamQuestion question, ulong caseBits)
    {
        int flags = DnsHeader.RecursionDesiredFlag | (question.CheckingDisabled ? DnsHeader.CheckingDisabledFlag : 0);
        DnsWriter writer = new(buffer, id, (ushort)flags);
        DnsStatus status = writer.TryWriteQuestion(question.Name, question.Type);
        if (status == DnsStatus.Ok)
        {
            Recase(buffer.Slice(DnsLimits.HeaderLength, question.Name.Length), caseBits);
            status = writer.TryWriteEdns(DnsRcode.NoError, question.DnssecOk, null, default);
        }

        return status == DnsStatus.Ok ? writer.Length : 0;
    }

    /// <summary>Whether the response repeats the question as it was sent, letter case included.</summary>
    public static bool IsEchoed(ReadOnlySpan<byte> query, ReadOnlySpan<byte> response, int nameLength)
    {
        int endOffset = DnsLimits.HeaderLength + nameLength + 4;
        return response.Length >= endOffset
            && query[DnsLimits.HeaderLength..endOffset].SequenceEqual(response[DnsLimits.HeaderLength..endOffset])
            && BinaryPrimitives.ReadUInt16BigEndian(response[4..]) == 1;
    }

    private static void Recase(Span<byte> name, ulong caseBits)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (AsciiLetters.IsLetter(name[i]))
            {
                name[i] = (caseBits & 1) != 0 ? AsciiLetters.OtherCase(name[i]) : name[i];
                caseBits = ulong.RotateRight(caseBits, 1);
            }
        }
    }
}
