using Telos.Core.Dns;
using Xunit;

namespace Telos.Core.Tests.Dns;

public sealed class EdnsTests
{
    [Theory]
    [InlineData("00 0029 04d0 00000000 0000", DnsStatus.Ok)]
    [InlineData("00 0029 04d0 00008000 0000", DnsStatus.Ok)]
    [InlineData("00 0029 04d0 00000000 0004 000a 0000", DnsStatus.Ok)]
    [InlineData("00 0029 04d0 00000000 0080 (fde9 0000)*32", DnsStatus.Ok)]
    [InlineData("00 0029 04d0 00000000 0084 (fde9 0000)*33", DnsStatus.EdnsOptionCount)]
    [InlineData("00 0029 04d0 00000000 0001 00", DnsStatus.EdnsOptionTruncated)]
    [InlineData("00 0029 04d0 00000000 0003 000a 00", DnsStatus.EdnsOptionTruncated)]
    [InlineData("00 0029 04d0 00000000 0004 000a 0001", DnsStatus.EdnsOptionTruncated)]
    [InlineData("00 0029 04d0 00000000 0008 000a ffff 00000000", DnsStatus.EdnsOptionTruncated)]
    [InlineData("00 0029 04d0 00000000 0004 000a 00", DnsStatus.RdataTruncated)]
    [InlineData("00 0029 04d0 00000000 ffff", DnsStatus.RdataTruncated)]
    [InlineData("00 0029 04d0 00010000 0000", DnsStatus.EdnsVersion)]
    [InlineData("00 0029 04d0 00ff0000 0000", DnsStatus.EdnsVersion)]
    [InlineData("03'com'00 0029 04d0 00000000 0000", DnsStatus.EdnsOwner)]
    [InlineData("c01c 0029 04d0 00000000 0000", DnsStatus.EdnsOwner)]
    [InlineData("00 0029 04d0 0000", DnsStatus.RecordTruncated)]
    public void TryParse_OptOfAQuery(string record, DnsStatus status) =>
        Assert.Equal(status, DnsQuery.TryParse(Octets.Query(Octets.Question + record, "0001 0000 0000 0001"), out _));
}
