using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class LookAlikeTests
{
    [Theory]
    [InlineData("githuh.com", "github.com")]
    [InlineData("api.githuh.com", "github.com")]
    [InlineData("gihtub.com", "github.com")]
    [InlineData("githubb.com", "github.com")]
    [InlineData("gthub.net", "github.com")]
    [InlineData("g00gle.com", "google.com")]
    [InlineData("rnicrosoft.com", "microsoft.com")]
    [InlineData("paypa1.com", "paypal.com")]
    [InlineData("app1e.com", "apple.com")]
    [InlineData("micr0soft.co.uk", "microsoft.com")]
    [InlineData("github.com.evil.net", "github.com")]
    [InlineData("login.github.com.evil.net", "github.com")]
    public void Find_Imitations_NameTheBrand(string host, string brand) =>
        Assert.Equal(brand, LookAlike.Find(host));

    [Theory]
    [InlineData("github.com")]
    [InlineData("api.github.com")]
    [InlineData("github.io")]
    [InlineData("google.de")]
    [InlineData("google.co.uk")]
    [InlineData("gitlab.com")]
    [InlineData("weather.com")]
    [InlineData("example.com")]
    [InlineData("reports.example.com")]
    [InlineData("apply.com")]
    [InlineData("stack.com")]
    [InlineData("hub.com")]
    [InlineData("localhost")]
    [InlineData("10.0.0.1")]
    public void Find_HonestNames_AreLeftAlone(string host) => Assert.Equal("", LookAlike.Find(host));

    [Theory]
    [InlineData("abc", "abd", true)]
    [InlineData("abc", "acb", true)]
    [InlineData("abc", "ab", true)]
    [InlineData("abc", "xabc", true)]
    [InlineData("", "a", true)]
    [InlineData("abc", "abc", false)]
    [InlineData("abc", "cba", false)]
    [InlineData("abcd", "badc", false)]
    [InlineData("abc", "abcde", false)]
    public void IsOneEditAway_CountsASwapAsOneEdit(string a, string b, bool expected)
    {
        Assert.Equal(expected, LookAlike.IsOneEditAway(a, b));
        Assert.Equal(expected, LookAlike.IsOneEditAway(b, a));
    }
}
