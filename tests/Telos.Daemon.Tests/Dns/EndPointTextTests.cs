using Telos.Daemon.Dns;
using Xunit;

namespace Telos.Daemon.Tests.Dns;

public sealed class EndPointTextTests
{
    [Theory]
    [InlineData("9.9.9.9", "9.9.9.9:53", null)]
    [InlineData("9.9.9.9:5300", "9.9.9.9:5300", null)]
    [InlineData("2620:fe::fe", "[2620:fe::fe]:53", null)]
    [InlineData("[2620:fe::fe]:5300", "[2620:fe::fe]:5300", null)]
    [InlineData("tls://9.9.9.9#dns.quad9.net", "9.9.9.9:853", "dns.quad9.net")]
    public void ParseUpstream_OfAnAddress_HasItsPortAndName(string text, string endPoint, string? name)
    {
        UpstreamAddress address = EndPointText.ParseUpstream(text);
        Assert.Equal(endPoint, address.EndPoint.ToString());
        Assert.Equal(name, address.TlsName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("9.9.9")]
    [InlineData("9.9.9.9:")]
    [InlineData("9.9.9.9:0")]
    [InlineData("9.9.9.9:65536")]
    [InlineData("9.9.9.9:-1")]
    [InlineData("[9.9.9.9]:53")]
    [InlineData("dns.quad9.net")]
    [InlineData("tls://9.9.9.9")]
    [InlineData("tls://9.9.9.9#")]
    [InlineData("https://9.9.9.9")]
    public void ParseUpstream_OfAnythingElse_SaysSoInOneLine(string text)
    {
        DaemonException error = Assert.Throws<DaemonException>(() => EndPointText.ParseUpstream(text));
        Assert.DoesNotContain('\n', error.Message);
    }
}
