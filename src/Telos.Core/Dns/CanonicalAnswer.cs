namespace Telos.Core.Dns;

/// <summary>
/// An upstream's response, written anew: what answers the question and proves it, in the order of the alias chain, and
/// nothing else. Records that nobody asked for (CVE-2025-40778), those of other classes and glue are left out. The
/// id is 0, names are lower-case, EDNS is the business of each hop.
/// </summary>
public static class CanonicalAnswer
{
    private const ushort Flags = DnsHeader.ResponseFlag | DnsHeader.RecursionAvailableFlag;

    /// <param name="name">Lower-case wire form of the name that was asked for; the response's question has been compared.</param>
    /// <param name="wire">Takes the answer.</param>
    /// <param name="ttlOffsets">Takes the place of each time to live in it.</param>
    public static DnsStatus TryBuild(
        in DnsResponse response, ReadOnlySpan<byte> name, bool dnssecOk, Span<byte> wire, Span<ushort> ttlOffsets,
        out AnswerShape shape)
    {
        shape = new AnswerShape(AnswerKind.Failure, 0, 0, 0);
        if (response.Rcode is not (DnsRcode.NoError or DnsRcode.NxDomain))
        {
            return DnsStatus.Ok;
        }

        ushort rcode = (ushort)response.Rcode;
        AnswerBuilder builder = new(
            new DnsWriter(wire, 0, (ushort)(Flags | rcode)), response.Question.Type, dnssecOk, ttlOffsets);
        DnsStatus status = builder.TryBegin(name);
        Span<byte> current = stackalloc byte[DnsLimits.NameLengthMax];
        name.CopyTo(current);
        int currentLength = name.Length;
        if (status == DnsStatus.Ok)
        {
            status = TryFollowAliases(response, ref builder, current, ref currentLength);
        }

        ReadOnlySpan<byte> last = current[..currentLength];
        bool found = false;
        if (status == DnsStatus.Ok)
        {
            status = builder.TryTake(response, last, response.Question.Type, out found);
        }

        if (status != DnsStatus.Ok)
        {
            return status;
        }

        if (found && rcode == 0)
        {
            shape = builder.Shape(AnswerKind.Data);
            return DnsStatus.Ok;
        }

        return TryDeny(response, ref builder, last, out shape);
    }

    private static DnsStatus TryFollowAliases(
        in DnsResponse response, ref AnswerBuilder builder, scoped Span<byte> current, ref int currentLength)
    {
        if (response.Question.Type == DnsType.CNAME)
        {
            return DnsStatus.Ok;
        }

        for (int aliases = 0; aliases <= DnsLimits.AliasesMax; aliases++)
        {
            DnsStatus status = builder.TryTakeAlias(response, current[..currentLength], current, out int targetLength);
            if (status != DnsStatus.Ok || targetLength == 0)
            {
                return status;
            }

            currentLength = targetLength;
        }

        return DnsStatus.AliasChain;
    }

    // A referral (no SOA, name servers, and nobody who would have asked them) answers nothing.
    private static DnsStatus TryDeny(
        in DnsResponse response, ref AnswerBuilder builder, scoped ReadOnlySpan<byte> name, out AnswerShape shape)
    {
        AnswerKind kind = response.Rcode == DnsRcode.NxDomain ? AnswerKind.NameError : AnswerKind.NoData;
        DnsStatus status = builder.TryTakeProof(response, name, out bool hasStart, out bool hasServers);
        shape = builder.Shape(kind);
        bool asked = (response.Header.Flags & (DnsHeader.RecursionAvailableFlag | DnsHeader.AuthoritativeFlag)) != 0;
        if (kind == AnswerKind.NoData && !hasStart && hasServers && !asked)
        {
            shape = new AnswerShape(AnswerKind.Failure, 0, 0, 0);
        }

        return status;
    }
}
