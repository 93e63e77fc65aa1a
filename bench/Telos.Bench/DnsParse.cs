using BenchmarkDotNet.Attributes;
using Telos.Core.Dns;

namespace Telos.Bench;

/// <summary>What is done to each message, without the system calls. The messages were written by dnspython 2.3.0.</summary>
public class DnsParse
{
    private const int RepliesLengthMax = 1232;

    // www.example.com A with EDNS.
    private readonly byte[] _query = Convert.FromHexString(
        "12340100000100000000000103777777076578616d706c6503636f6d000001000100002904d0000000000000");

    // www.example.com CNAME edge.example.net, of which three A.
    private readonly byte[] _response = Convert.FromHexString(
        "12348180000100040000000103777777076578616d706c6503636f6d0000010001c00c000500010000012c00120465646765076578616d706c65"
        + "036e657400c02d000100010000003c0004c0000202c02d000100010000003c0004c0000201c02d000100010000003c0004c000020300002904d0"
        + "000000000000");

    private readonly byte[] _name = "\u0003www\u0007example\u0003com\0"u8.ToArray();
    private readonly byte[] _answer = new byte[RepliesLengthMax];
    private readonly byte[] _reply = new byte[RepliesLengthMax];
    private readonly ushort[] _ttlOffsets = new ushort[16];
    private AnswerShape _shape;

    [GlobalSetup]
    public void BuildAnswer()
    {
        if (Canonicalise() != DnsStatus.Ok || _shape.Kind != AnswerKind.Data)
        {
            throw new InvalidOperationException("the response has no answer");
        }
    }

    [Benchmark]
    public DnsStatus ParseQuery() => DnsQuery.TryParse(_query, out _);

    [Benchmark]
    public DnsStatus ParseResponse() => DnsResponse.TryParse(_response, out _);

    [Benchmark]
    public DnsStatus Canonicalise()
    {
        DnsStatus status = DnsResponse.TryParse(_response, out DnsResponse response);
        return status == DnsStatus.Ok
            ? CanonicalAnswer.TryBuild(response, _name, dnssecOk: false, _answer, _ttlOffsets, out _shape)
            : status;
    }

    [Benchmark]
    public int Reply()
    {
        DnsStatus status = DnsQuery.TryParse(_query, out DnsQuery query);
        AgedAnswer answer = new(
            _answer.AsSpan(0, _shape.Length), _ttlOffsets.AsSpan(0, _shape.TtlCount), ageSeconds: 7, isStale: false);
        return status == DnsStatus.Ok ? DnsReply.WriteAnswer(_query, query, answer, null, _reply) : 0;
    }
}
