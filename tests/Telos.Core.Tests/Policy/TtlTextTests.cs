using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class TtlTextTests
{
    [Theory]
    [InlineData("1s", 1)]
    [InlineData("90s", 90)]
    [InlineData("10m", 600)]
    [InlineData("2h", 7200)]
    [InlineData("1h30m", 5400)]
    [InlineData("1h0m1s", 3601)]
    [InlineData("24h", 86400)]
    [InlineData("1440m", 86400)]
    public void TryParse_Durations_GiveTheirSeconds(string text, int seconds)
    {
        Assert.True(TtlText.TryParse(text, out var ttl, out string error), error);
        Assert.Equal(seconds, (int)ttl.TotalSeconds);
        Assert.Equal("", error);
    }

    [Theory]
    [InlineData("", "no duration: write one such as 90s, 10m or 1h30m")]
    [InlineData("10", "\"10\" lacks a unit: write 10s, 10m or 10h")]
    [InlineData("0s", "\"0s\" is out of range: a duration lies between 1s and 24h")]
    [InlineData("24h1s", "\"24h1s\" is out of range: a duration lies between 1s and 24h")]
    [InlineData("999999h", "\"999999h\" is out of range: a duration lies between 1s and 24h")]
    [InlineData("-5m", "\"-5m\" is not a duration: write one such as 90s, 10m or 1h30m")]
    [InlineData("m", "\"m\" is not a duration: write one such as 90s, 10m or 1h30m")]
    [InlineData("1.5h", "\"1.5h\" is not a duration: the units are h, m and s, each once, in this order")]
    [InlineData("5M", "\"5M\" is not a duration: the units are h, m and s, each once, in this order")]
    [InlineData("5m1h", "\"5m1h\" is not a duration: the units are h, m and s, each once, in this order")]
    [InlineData("5m5m", "\"5m5m\" is not a duration: the units are h, m and s, each once, in this order")]
    [InlineData("1d", "\"1d\" is not a duration: the units are h, m and s, each once, in this order")]
    [InlineData("10 m", "\"10 m\" is not a duration: the units are h, m and s, each once, in this order")]
    [InlineData("٣m", "\"٣m\" is not a duration: write one such as 90s, 10m or 1h30m")]
    [InlineData("1000000s", "\"1000000s\" is not a duration: write one such as 90s, 10m or 1h30m")]
    [InlineData("111111111111111111111111111111111s", "a duration has at most 32 characters")]
    public void TryParse_AnythingElse_SaysWhatToWrite(string text, string expected)
    {
        Assert.False(TtlText.TryParse(text, out var ttl, out string error));
        Assert.Equal(expected, error);
        Assert.Equal(TimeSpan.Zero, ttl);
    }

    [Theory]
    [InlineData(1, "1s")]
    [InlineData(90, "1m30s")]
    [InlineData(3600, "1h")]
    [InlineData(86399, "23h59m59s")]
    public void Format_WritesTheShortestForm(int seconds, string expected) =>
        Assert.Equal(expected, TtlText.Format(TimeSpan.FromSeconds(seconds)));
}
