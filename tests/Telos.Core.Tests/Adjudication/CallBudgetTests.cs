using Telos.Core.Adjudication;
using Xunit;

namespace Telos.Core.Tests.Adjudication;

public sealed class CallBudgetTests
{
    private const ulong MinuteNs = 60UL * 1_000_000_000;

    [Fact]
    public void TryTake_GivesSoManyInAnyHour()
    {
        CallBudget budget = new(2);
        Assert.True(budget.TryTake(10 * MinuteNs));
        Assert.True(budget.TryTake(40 * MinuteNs));
        Assert.False(budget.TryTake((70 * MinuteNs) - 1));
        Assert.True(budget.TryTake(70 * MinuteNs));
        Assert.False(budget.TryTake(71 * MinuteNs));
        Assert.True(budget.TryTake(100 * MinuteNs));
    }
}
