using Telos.Daemon.Dns;
using Xunit;

namespace Telos.Daemon.Tests.Dns;

public sealed class UpstreamHealthTests
{
    private readonly UpstreamHealth _health = new(2, new UpstreamLimits());

    [Fact]
    public void Choose_OfServersThatAreUp_TakesTheFirstThatWasNotAsked()
    {
        Assert.Equal(0, _health.Choose(0, 0));
        Assert.Equal(1, _health.Choose(1, 0));
        Assert.Equal(-1, _health.Choose(3, 0));
    }

    [Fact]
    public void Failed_ThreeTimes_IsProbedAndLast_ButNotDown()
    {
        Assert.False(_health.Failed(0, 10));
        Assert.False(_health.Failed(0, 10));
        Assert.True(_health.Failed(0, 10));
        Assert.False(_health.IsDown(0));
        Assert.Equal(1, _health.Choose(0, 10));
        Assert.Equal(0, _health.Choose(2, 10));
    }

    [Fact]
    public void Failed_OfWhatWasAskedBeforeTheLastWord_CountsForNothing()
    {
        _health.Heard(0, 20);
        for (int i = 0; i < 10; i++)
        {
            Assert.False(_health.Failed(0, 20));
        }
    }

    [Fact]
    public void ProbeFailed_RestsForAGrowingWhile_AndOneQuestionTries()
    {
        _health.ProbeFailed(0, 10, 1000);
        _health.ProbeFailed(1, 10, 1000);
        Assert.False(_health.IsAnyUp);
        Assert.Equal(-1, _health.Choose(0, 1499));
        Assert.Equal(0, _health.Choose(0, 1500));
        Assert.Equal(1, _health.Choose(0, 1500));
        Assert.Equal(-1, _health.Choose(0, 2499));
        Assert.Equal(0, _health.Choose(0, 2500));
        _health.Heard(1, 2600);
        Assert.True(_health.IsAnyUp);
        Assert.Equal(1, _health.Choose(0, 2600));
    }
}
