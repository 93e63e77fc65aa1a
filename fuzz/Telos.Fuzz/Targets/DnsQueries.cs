using Telos.Core.Dns;
using Telos.Fuzz.Oracles;

namespace Telos.Fuzz.Targets;

/// <summary>A client's message: what we answer and what we ask upstream are messages again, about the same question.</summary>
internal static class DnsQueries
{
    private const ushort UpstreamId = 0xfeed;

    public static void Parse(ReadOnlySpan<byte> message)
    {
        DnsStatus status = DnsQuery.TryParse(message, out DnsQuery query);
        NaiveMessage? naive = NaiveMessage.Read(message);
        if (status == DnsStatus.Ok)
        {
            Claim.Holds(naive is not null && naive.EndOffset == message.Length);
            Claim.Holds(naive!.QuestionNames is [NaiveName name] && query.Question.Name.Is(name.ToLowerWire()));
            Claim.Holds(naive.Records.Count == (query.Edns.IsPresent ? 1 : 0));
        }

        // These are no rules of ours.
        bool isBroken = status is DnsStatus.HeaderTooShort or DnsStatus.NameTruncated or DnsStatus.NameTooLong
            or DnsStatus.LabelType or DnsStatus.QuestionTruncated or DnsStatus.RecordTruncated or DnsStatus.RdataTruncated;
        Claim.Holds(!isBroken || naive is null);
        Refuse(message, query);
        if (status == DnsStatus.Ok)
        {
            Forward(query.Question, query.Edns.DnssecOk, (query.Header.Flags & DnsHeader.CheckingDisabledFlag) != 0);
        }
    }

    private static void Refuse(ReadOnlySpan<byte> message, in DnsQuery query)
    {
        Span<byte> reply = stackalloc byte[DnsLimits.UdpLengthMax];
        for (int room = 0; room <= DnsLimits.UdpLengthMin; room += 128)
        {
            CheckReply(message, query, reply, DnsReply.WriteError(
                message, query, DnsRcode.NxDomain, ExtendedError.Filtered, "{\"j\":\"not granted\"}"u8, reply[..room]));
        }

        CheckReply(message, query, reply, DnsReply.WriteError(message, query, DnsRcode.BadVers, null, default, reply));
        int length = DnsReply.WriteTruncated(message, query, reply);
        CheckReply(message, query, reply, length);
        Claim.Holds(DnsHeader.TryRead(reply[..length], out DnsHeader header) == DnsStatus.Ok && header.IsTruncated);
    }

    private static void CheckReply(ReadOnlySpan<byte> message, in DnsQuery query, Span<byte> buffer, int length)
    {
        if (length == 0)
        {
            return;
        }

        ReadOnlySpan<byte> reply = buffer[..length];
        Claim.Holds(DnsHeader.TryRead(reply, out DnsHeader header) == DnsStatus.Ok && header.IsResponse);
        Claim.Holds(header.Id == query.Header.Id && header.Opcode == query.Header.Opcode);
        Claim.Holds(header.QuestionCount == (query.HasQuestion ? 1 : 0));
        Claim.Holds(NaiveMessage.Read(reply) is NaiveMessage naive && naive.EndOffset == length);
        if (query.HasQuestion)
        {
            Claim.Holds(DnsResponse.TryParse(reply, out DnsResponse response) == DnsStatus.Ok);
            int end = query.Question.EndOffset;
            Claim.Holds(response.Question.EndOffset == end && reply[12..end].SequenceEqual(message[12..end]));
            Claim.Holds(!response.Edns.IsPresent || query.Edns.IsPresent);
        }
    }

    private static void Forward(in DnsQuestion question, bool dnssecOk, bool checkingDisabled)
    {
        Span<byte> name = stackalloc byte[DnsLimits.NameLengthMax];
        Span<byte> sent = stackalloc byte[UpstreamQuery.LengthMax];
        name = name[..question.Name.CopyLowerTo(name)];
        UpstreamQuestion upstream = new(name, question.Type, dnssecOk, checkingDisabled);
        ulong caseBits = 0x9e37_79b9_7f4a_7c15ul * (ulong)name.Length;
        sent = sent[..UpstreamQuery.Write(sent, UpstreamId, upstream, caseBits)];
        Claim.Holds(DnsQuery.TryParse(sent, out DnsQuery query) == DnsStatus.Ok);
        Claim.Holds(query.Header.Id == UpstreamId && query.Question.Name.Is(name) && query.Question.Type == question.Type);
        Claim.Holds(query.Edns.IsPresent && query.Edns.DnssecOk == dnssecOk);
        Claim.Holds(((query.Header.Flags & DnsHeader.CheckingDisabledFlag) != 0) == checkingDisabled);

        Span<byte> echo = stackalloc byte[UpstreamQuery.LengthMax];
        echo = echo[..sent.Length];
        sent.CopyTo(echo);
        Claim.Holds(UpstreamQuery.IsEchoed(sent, echo, name.Length));
        for (int i = DnsLimits.HeaderLength; i < query.Question.EndOffset; i++)
        {
            echo[i] ^= 0x20;
            Claim.Holds(!UpstreamQuery.IsEchoed(sent, echo, name.Length));
            echo[i] ^= 0x20;
        }
    }
}
