using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class DnsQueryTests
{
    [Fact]
    public void TryParse_WithOptions_KeepsTheQuestionAndWhatEdnsSays()
    {
        Assert.Equal(DnsStatus.Ok, DnsQuery.TryParse(Samples.QueryWithOptions, out DnsQuery query));
        Assert.Equal((0x1234, DnsType.A, 1), (query.Header.Id, query.Question.Type, query.Question.Class));
        Assert.True(query.Question.Name.Is(Octets.Of("03'www'07'example'03'com'00")));
        Edns edns = query.Edns;
        Assert.Equal((true, 4096, true, 0), (edns.IsPresent, edns.UdpLength, edns.DnssecOk, edns.Version));
        Assert.Equal(1232, query.UdpLengthMax);
    }

    [Fact]
    public void TryParse_WithoutEdns_Takes512Octets()
    {
        Assert.Equal(DnsStatus.Ok, DnsQuery.TryParse(Samples.QueryMixedCase, out DnsQuery query));
        Assert.Equal((false, 512), (query.Edns.IsPresent, query.UdpLengthMax));
    }

    [Theory]
    [InlineData("0000", 512)]
    [InlineData("01ff", 512)]
    [InlineData("0201", 513)]
    [InlineData("04d0", 1232)]
    [InlineData("ffff", 1232)]
    public void UdpLengthMax_IsWhatWasAskedForWithinBounds(string asked, int expected)
    {
        byte[] message = Octets.Query(Octets.Question + "00 0029 " + asked + " 00000000 0000", "0001 0000 0000 0001");
        Assert.Equal(DnsStatus.Ok, DnsQuery.TryParse(message, out DnsQuery query));
        Assert.Equal(expected, query.UdpLengthMax);
    }

    [Theory]
    [InlineData("0000")]
    [InlineData("0029")]
    [InlineData("0080")]
    [InlineData("00f9")]
    [InlineData("00fa")]
    [InlineData("00fb")]
    [InlineData("00fc")]
    [InlineData("00ff")]
    public void TryParse_TypesThatNoQuestionForDataHas_AreRejected(string type) =>
        Assert.Equal(DnsStatus.TypeUnsupported, DnsQuery.TryParse(Octets.Query("03'com'00" + type + "0001"), out _));

    [Theory]
    [InlineData("0001")]
    [InlineData("001c")]
    [InlineData("0041")]
    [InlineData("0100")]
    [InlineData("ff01")]
    public void TryParse_OtherTypes_AreAsked(string type) =>
        Assert.Equal(DnsStatus.Ok, DnsQuery.TryParse(Octets.Query("03'com'00" + type + "0001"), out _));

    [Theory]
    [InlineData("0000 0000 0000 0000", DnsStatus.QuestionCount)]
    [InlineData("ffff 0000 0000 0000", DnsStatus.QuestionCount)]
    [InlineData("0001 ffff 0000 0000", DnsStatus.RecordCount)]
    [InlineData("0001 0000 0001 0000", DnsStatus.RecordCount)]
    [InlineData("0001 0000 0000 0002", DnsStatus.RecordCount)]
    [InlineData("0001 0000 0000 0001", DnsStatus.NameTruncated)]
    public void TryParse_CountsThatNoQueryHas_AreRejected(string counts, DnsStatus status) =>
        Assert.Equal(status, DnsQuery.TryParse(Octets.Query(Octets.Question, counts), out _));

    [Theory]
    [InlineData("03'com'00 00ff 0001", "0001 0000 0000 0000", true)]
    [InlineData("03'com'00 0001 0001 00", "0001 0000 0000 0000", true)]
    [InlineData("03'com'00 0001 0001 00 0029 04d0 00010000 0000", "0001 0000 0000 0001", true)]
    [InlineData("03'com'00 0001 0001", "0001 0001 0000 0000", false)]
    [InlineData("03'co'", "0001 0000 0000 0000", false)]
    public void HasQuestion_OfRejectedQueries_WhereItCouldBeRead(string rest, string counts, bool expected)
    {
        Assert.NotEqual(DnsStatus.Ok, DnsQuery.TryParse(Octets.Query(rest, counts), out DnsQuery query));
        Assert.Equal((expected, 0x1234), (query.HasQuestion, query.Header.Id));
    }

    [Fact]
    public void TryParse_EveryPrefixOfAQuery_IsRejected()
    {
        byte[] message = Samples.QueryWithOptions;
        for (int length = 0; length < message.Length; length++)
        {
            Assert.NotEqual(DnsStatus.Ok, DnsQuery.TryParse(message.AsSpan(0, length), out _));
        }
    }
}
