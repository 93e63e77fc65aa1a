namespace Telos.Core.Dns;

/// <summary>
/// An upstream's response, written anew: what answers the question and proves it, in the order of the alias chain, and
/// nothing else. Records that nobody asked for (CVE-2025-40778), those of other classes and glue are left out. The
/// id is 0, names are lower-case, EDNS is the business of each hop.
/// </summary>
public static class CanonicalAnswer
{
    private const ushort Flags = DnsHeader.ResponseFlag | DnsHeader.RecursionAvailableFlag;

    private static readonly AnswerShape s_failure = new(AnswerKind.Failure, 0, 0, 0);

    /// <param name="name">Lower-case wire form of the name that was asked for; the response's question has been compared.</param>
    /// <param name="wire">Takes the answer.</param>
    /// <param name="ttlOffsets">Takes the place of each time to live in it.</param>
    public static DnsStatus TryBuild(
        in DnsResponse response, ReadOnlySpan<byte> name, bool dnssecOk, Span<byte> wire, Span<ushort> ttlOffsets,
        out AnswerShape shape)
    {
        shape = s_failure;
        if (response.Rcode is not (DnsRcode.NoError or DnsRcode.NxDomain) || response.Header.IsTruncated)
        {
            return DnsStatus.Ok;
        }

        if (wire.Length < DnsLimits.HeaderLength)
        {
            return DnsStatus.NoRoom;
        }

        ushort rcode = (ushort)response.Rcode;
        AnswerBuilder builder = new(
            new DnsWriter(wire, 0, (ushort)(Flags | rcode)), response.Question.Type, dnssecOk, ttlOffsets);
        DnsStatus status = builder.TryBegin(name);
        Span<byte> current = stackalloc byte[DnsLimits.NameLengthMax];
        name.CopyTo(current);
        int currentLength = name.Length;
        int aliases = 0;
        if (status == DnsStatus.Ok)
        {
            status = TryFollowAliases(response, ref builder, current, ref currentLength, out aliases);
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

        return found
            ? TryFinish(response, ref builder, dnssecOk, out shape)
            : TryDeny(response, ref builder, last, isAlias: aliases != 0, out shape);
    }

    private static DnsStatus TryFollowAliases(
        in DnsResponse response, ref AnswerBuilder builder, scoped Span<byte> current, ref int currentLength, out int aliases)
    {
        aliases = 0;
        if (response.Question.Type == DnsType.CNAME)
        {
            return DnsStatus.Ok;
        }

        int answers = response.Header.AnswerCount;
        while (aliases <= DnsLimits.AliasesMax && aliases * answers <= DnsLimits.AliasSearchMax)
        {
            DnsStatus status = builder.TryTakeAlias(response, current[..currentLength], current, out int targetLength);
            if (status != DnsStatus.Ok || targetLength == 0)
            {
                return status;
            }

            currentLength = targetLength;
            aliases++;
        }

        return DnsStatus.AliasChain;
    }

    // Data of a name that does not exist is a contradiction, which no two clients resolve alike.
    private static DnsStatus TryFinish(
        in DnsResponse response, ref AnswerBuilder builder, bool dnssecOk, out AnswerShape shape)
    {
        shape = s_failure;
        if (response.Rcode == DnsRcode.NxDomain)
        {
            return DnsStatus.Ok;
        }

        // RFC 4035 3.1.3.3: what a wildcard answered is proven by a denial of the name itself.
        DnsStatus status = dnssecOk ? builder.TryTakeDenials(response) : DnsStatus.Ok;
        shape = status == DnsStatus.Ok ? builder.Shape(AnswerKind.Data) : s_failure;
        return status;
    }

    // A referral (no SOA, name servers, and nobody who would have asked them) answers nothing. AA speaks of the first name
    // of a chain alone (RFC 1035 4.1.1).
    private static DnsStatus TryDeny(
        in DnsResponse response, ref AnswerBuilder builder, scoped ReadOnlySpan<byte> name, bool isAlias,
        out AnswerShape shape)
    {
        AnswerKind kind = response.Rcode == DnsRcode.NxDomain ? AnswerKind.NameError : AnswerKind.NoData;
        DnsStatus status = builder.TryTakeProof(response, name, out bool hasStart, out bool hasServers);
        int askedFlags = DnsHeader.RecursionAvailableFlag | (isAlias ? 0 : DnsHeader.AuthoritativeFlag);
        bool isReferral = kind == AnswerKind.NoData && !hasStart && hasServers && (response.Header.Flags & askedFlags) == 0;
        shape = status != DnsStatus.Ok || isReferral ? s_failure : builder.Shape(kind);
        return status;
    }
}
