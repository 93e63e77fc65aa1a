using System.Text;
using Telos.Core.Pages;
using Xunit;

namespace Telos.Core.Tests.Pages;

public sealed class PageMessageTests
{
    private const string Sound = """{"page":"https://a.example/","level":"HIGH","finding":"x"}""";

    [Fact]
    public void Parse_OfASoundMessage_IsIt()
    {
        Assert.Equal(new PageMessage("https://a.example/", "HIGH", "x"), Parse(Sound, out string fault));
        Assert.Empty(fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0000")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("""{"page":"p","level":"HIGH"}""")]
    [InlineData("""{"page":null,"level":"HIGH","finding":"x"}""")]
    [InlineData("""{"page":"p","level":"HIGH","finding":"x","agent":3}""")]
    [InlineData("""{"page":"p","level":"high","finding":"x"}""")]
    [InlineData("""{"page":"p","level":"CLEAN","finding":"x"}""")]
    [InlineData("""{"page":"","level":"HIGH","finding":"x"}""")]
    [InlineData("""{"page":"p","level":"HIGH","finding":""}""")]
    [InlineData("""{"page":"p","level":"HIGH","finding":"\ud800"}""")]
    public void Parse_OfAnythingElse_SaysWhatIsWrong(string json)
    {
        Assert.Null(Parse(json, out string fault));
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void Parse_OfLongOrDeepOnes_SaysSo()
    {
        Assert.Null(Parse(Sound.Replace("https://a.example/", new string('p', 501), StringComparison.Ordinal), out string fault));
        Assert.Equal("page has 1 to 500 characters", fault);
        Assert.Null(Parse(Sound.Replace("\"x\"", $"\"{new string('x', 1001)}\"", StringComparison.Ordinal), out fault));
        Assert.Equal("finding has 1 to 1000 characters", fault);
        Assert.Null(Parse(new string('[', 60_000), out fault));
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void Rank_FollowsTheLevels()
    {
        string[] levels = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];
        Assert.Equal([0, 1, 2, 3], levels.Select(level => new PageMessage("p", level, "f").Rank));
    }

    private static PageMessage? Parse(string json, out string fault) =>
        PageMessage.Parse(Encoding.UTF8.GetBytes(json), out fault);
}
