using Telos.Core.Pages;
using Xunit;

namespace Telos.Core.Tests.Pages;

public sealed class ReportRateTests
{
    [Fact]
    public void IsHeard_OfMoreThanAMinuteHas_HearsOnlyWhatIsWorse()
    {
        ReportRate rate = new(perMinute: 3);
        Assert.True(rate.IsHeard(1, 0));
        rate.Heard(1);
        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => rate.IsHeard(1, 0)));
        Assert.True(rate.IsHeard(3, 0));
        // Until it was heard: the daemon may not have answered.
        Assert.True(rate.IsHeard(3, 0));
        rate.Heard(3);
        Assert.False(rate.IsHeard(3, 0));
        Assert.False(rate.IsHeard(2, 0));
    }

    [Fact]
    public void IsHeard_AfterAWhile_HearsAsManyAsThatHas()
    {
        ReportRate rate = new(perMinute: 3);
        rate.Heard(3);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => rate.IsHeard(0, 0)));
        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(_ => rate.IsHeard(0, 20_000)));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => rate.IsHeard(0, 10_000_000)));
    }
}
