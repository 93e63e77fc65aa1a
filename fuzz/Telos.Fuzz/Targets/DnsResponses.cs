using Telos.Core.Dns;
using Telos.Fuzz.Oracles;

namespace Telos.Fuzz.Targets;

/// <summary>An upstream's message: its canonical form is a message, is its own canonical form, and fits a reply.</summary>
internal static class DnsResponses
{
    private const int TtlsMax = 512;
    private const ushort ClientId = 0xbeef;
    private const uint AgeSeconds = 7;

    private static readonly byte[] s_wire = new byte[DnsLimits.MessageLengthMax];
    private static readonly byte[] s_again = new byte[DnsLimits.MessageLengthMax];
    private static readonly byte[] s_reply = new byte[DnsLimits.MessageLengthMax];

    public static void Parse(ReadOnlySpan<byte> message)
    {
        DnsStatus status = DnsResponse.TryParse(message, out DnsResponse response);
        NaiveMessage? naive = NaiveMessage.Read(message);

        // These are no rules of ours; names may also be broken within the data of records.
        bool isBroken = status is DnsStatus.HeaderTooShort or DnsStatus.QuestionTruncated or DnsStatus.RecordTruncated
            or DnsStatus.RdataTruncated;
        Claim.Holds(!isBroken || naive is null);
        if (status != DnsStatus.Ok)
        {
            return;
        }

        Claim.Holds(naive is not null && naive.EndOffset == message.Length);
        CompareRecords(response, naive!);
        Canonicalise(response, dnssecOk: false);
        Canonicalise(response, dnssecOk: true);
    }

    private static void CompareRecords(in DnsResponse response, NaiveMessage naive)
    {
        Claim.Holds(response.Question.Name.Is(naive.QuestionNames[0].ToLowerWire()));
        DnsRecordCursor records = response.Records;
        foreach (NaiveRecord expected in naive.Records.Where(record => record.Type != (int)DnsType.OPT))
        {
            Claim.Holds(records.MoveNext());
            DnsRecord record = records.Current;
            Claim.Holds(records.Section == (DnsSection)(expected.Section - 1));
            Claim.Holds(record.Owner.Is(expected.Owner.ToLowerWire()));
            Claim.Holds((int)record.Type == expected.Type && record.Class == expected.Class);
            Claim.Holds(record.Ttl == (expected.Ttl > int.MaxValue ? 0 : expected.Ttl));
            Claim.Holds(record.Rdata.SequenceEqual(expected.Rdata));
        }

        Claim.Holds(!records.MoveNext());
    }

    private static void Canonicalise(in DnsResponse response, bool dnssecOk)
    {
        Span<byte> name = stackalloc byte[DnsLimits.NameLengthMax];
        Span<ushort> ttls = stackalloc ushort[TtlsMax];
        Span<ushort> ttlsAgain = stackalloc ushort[TtlsMax];
        name = name[..response.Question.Name.CopyLowerTo(name)];
        DnsStatus status = CanonicalAnswer.TryBuild(response, name, dnssecOk, s_wire, ttls, out AnswerShape shape);
        Claim.Holds(status is DnsStatus.Ok or DnsStatus.NoRoom or DnsStatus.AliasChain);
        if (status != DnsStatus.Ok || shape.Kind == AnswerKind.Failure)
        {
            return;
        }

        ReadOnlySpan<byte> wire = s_wire.AsSpan(0, shape.Length);
        ttls = ttls[..shape.TtlCount];
        Claim.Holds(DnsResponse.TryParse(wire, out DnsResponse canonical) == DnsStatus.Ok);
        Claim.Holds(canonical.Question.Name.Is(name) && canonical.Question.Type == response.Question.Type);
        CheckContents(response, canonical, ttls);

        status = CanonicalAnswer.TryBuild(canonical, name, dnssecOk, s_again, ttlsAgain, out AnswerShape again);
        Claim.Holds(status == DnsStatus.Ok && again == shape);
        Claim.Holds(s_again.AsSpan(0, again.Length).SequenceEqual(wire) && ttlsAgain[..again.TtlCount].SequenceEqual(ttls));
        Fit(response, name, dnssecOk, shape);
        Reply(response, name, dnssecOk, new AgedAnswer(wire, ttls, AgeSeconds, isStale: dnssecOk));
    }

    // Nothing that the response does not say, and nothing of another class.
    private static void CheckContents(in DnsResponse response, in DnsResponse canonical, ReadOnlySpan<ushort> ttls)
    {
        int count = 0;
        DnsRecordCursor records = canonical.Records;
        while (records.MoveNext())
        {
            DnsRecord record = records.Current;
            Claim.Holds(record.Class == DnsQuestion.ClassIn);
            Claim.Holds(ttls[count] == record.Owner.EndOffset + 4);
            Claim.Holds(HasSame(response, record));
            count++;
        }

        Claim.Holds(count == ttls.Length);
    }

    private static bool HasSame(in DnsResponse response, in DnsRecord wanted)
    {
        Span<byte> owner = stackalloc byte[DnsLimits.NameLengthMax];
        owner = owner[..wanted.Owner.CopyLowerTo(owner)];
        DnsRecordCursor records = response.Records;
        while (records.MoveNext())
        {
            DnsRecord record = records.Current;
            if (record.Type == wanted.Type && record.Ttl == wanted.Ttl && record.Owner.Is(owner))
            {
                return true;
            }
        }

        return false;
    }

    // A smaller buffer gets the same answer or none.
    private static void Fit(in DnsResponse response, ReadOnlySpan<byte> name, bool dnssecOk, AnswerShape shape)
    {
        Span<ushort> ttls = stackalloc ushort[TtlsMax];
        int most = shape.Length - 1;
        if (most < DnsLimits.HeaderLength)
        {
            return;
        }

        DnsStatus status = CanonicalAnswer.TryBuild(response, name, dnssecOk, s_again.AsSpan(0, most), ttls, out _);
        Claim.Holds(status == DnsStatus.NoRoom);
        status = CanonicalAnswer.TryBuild(response, name, dnssecOk, s_again.AsSpan(0, shape.Length), ttls, out AnswerShape same);
        Claim.Holds(status == DnsStatus.Ok && same == shape);
    }

    private static void Reply(in DnsResponse response, ReadOnlySpan<byte> name, bool dnssecOk, in AgedAnswer answer)
    {
        Span<byte> asked = stackalloc byte[UpstreamQuery.LengthMax];
        UpstreamQuestion question = new(name, response.Question.Type, dnssecOk, checkingDisabled: false);
        asked = asked[..UpstreamQuery.Write(asked, ClientId, question, caseBits: ulong.MaxValue / 3)];
        if (DnsQuery.TryParse(asked, out DnsQuery query) != DnsStatus.Ok)
        {
            return;
        }

        foreach (int room in (ReadOnlySpan<int>)[DnsLimits.UdpLengthMin, DnsLimits.UdpLengthMax, DnsLimits.MessageLengthMax])
        {
            int length = DnsReply.WriteAnswer(asked, query, answer, ExtendedError.StaleAnswer, s_reply.AsSpan(0, room));
            Claim.Holds(length != 0 && length <= room);
            ReadOnlySpan<byte> reply = s_reply.AsSpan(0, length);
            Claim.Holds(DnsResponse.TryParse(reply, out DnsResponse sent) == DnsStatus.Ok);
            Claim.Holds(sent.Header.Id == ClientId && UpstreamQuery.IsEchoed(asked, reply, name.Length));
            Claim.Holds(sent.Edns.IsPresent && sent.Edns.DnssecOk == dnssecOk);
            DnsRecordCursor records = sent.Records;
            while (records.MoveNext())
            {
                DnsRecord record = records.Current;
                Claim.Holds(dnssecOk ? record.Ttl == AgedAnswer.StaleTtl : record.Ttl <= int.MaxValue - AgeSeconds);
            }
        }
    }
}
