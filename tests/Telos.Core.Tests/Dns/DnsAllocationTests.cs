using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

/// <summary>What is done for each message leaves the heap alone.</summary>
public sealed class DnsAllocationTests
{
    private const int Iterations = 10_000;

    private readonly byte[] _wire = new byte[4096];
    private readonly byte[] _reply = new byte[4096];
    private readonly ushort[] _ttlOffsets = new ushort[64];
    private readonly byte[] _name = Octets.Of("03'www'07'example'03'com'00");
    private readonly byte[] _json = """{"j":"not granted"}"""u8.ToArray();
    private AnswerShape _shape;

    [Fact]
    public void ParseQuery() => AssertNone(
        Samples.QueryWithOptions, static (test, message) => DnsQuery.TryParse(message, out _) == DnsStatus.Ok);

    [Fact]
    public void ParseRejectedQuery() => AssertNone(
        Octets.Query("03'com'00 0001 0001 00"),
        static (test, message) => DnsQuery.TryParse(message, out _) == DnsStatus.TrailingOctets);

    [Fact]
    public void ParseResponse() => AssertNone(
        Samples.NxDomainSigned, static (test, message) => DnsResponse.TryParse(message, out _) == DnsStatus.Ok);

    [Fact]
    public void Canonicalise() => AssertNone(Samples.CnameAndThree, static (test, message) => test.Build(message));

    [Fact]
    public void CanonicaliseDenial() => AssertNone(Samples.NoDataChain, static (test, message) => test.Build(message));

    [Fact]
    public void ReplyWithAnAnswer()
    {
        Assert.True(Build(Samples.CnameAndThree));
        AssertNone(Samples.QueryEdns, static (test, message) => test.Answer(message));
    }

    [Fact]
    public void ReplyWithAnError() => AssertNone(Samples.QueryEdns, static (test, message) =>
        DnsQuery.TryParse(message, out DnsQuery query) == DnsStatus.Ok
        && DnsReply.WriteError(message, query, DnsRcode.NxDomain, ExtendedError.Blocked, test._json, test._reply) != 0);

    [Fact]
    public void AskUpstream() => AssertNone(Samples.QueryEdns, static (test, message) =>
        UpstreamQuery.Write(test._reply, 1, new UpstreamQuestion(test._name, DnsType.A, true, false), 0x55) != 0);

    // The measure sees an allocation where there is one.
    [Fact]
    public void NegativeControl_AStringForPeople_Allocates() =>
        Assert.NotEqual(0, Allocated(_name, static (test, name) => NameText.Of(name).Length != 0));

    private bool Build(byte[] message) =>
        DnsResponse.TryParse(message, out DnsResponse response) == DnsStatus.Ok
        && CanonicalAnswer.TryBuild(response, _name, dnssecOk: true, _wire, _ttlOffsets, out _shape) == DnsStatus.Ok;

    private bool Answer(byte[] message)
    {
        AgedAnswer answer = new(_wire.AsSpan(0, _shape.Length), _ttlOffsets.AsSpan(0, _shape.TtlCount), 1, isStale: false);
        return DnsQuery.TryParse(message, out DnsQuery query) == DnsStatus.Ok
            && DnsReply.WriteAnswer(message, query, answer, ExtendedError.StaleAnswer, _reply) != 0;
    }

    private void AssertNone(byte[] message, Func<DnsAllocationTests, byte[], bool> run) =>
        Assert.Equal(0, Allocated(message, run));

    private long Allocated(byte[] message, Func<DnsAllocationTests, byte[], bool> run)
    {
        Assert.True(run(this, message));
        bool succeeded = true;
        long allocated = Allocations.Of(() =>
        {
            for (int i = 0; i < Iterations; i++)
            {
                succeeded &= run(this, message);
            }
        });
        Assert.True(succeeded);
        return allocated;
    }
}
