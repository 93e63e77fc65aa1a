using Telos.Core.Adjudication;
using Xunit;

namespace Telos.Core.Tests.Adjudication;

public sealed class ApprovalTests
{
    private const ulong SecondNs = 1_000_000_000;
    private const ulong FiledNs = 100 * SecondNs;
    private const ulong IntentEndsNs = 700 * SecondNs;

    private static Approval File(int timeoutSeconds = 60) => Approval.File(
        "abc234", 7, 1000, "debug it with gdb", new Escalation("gdb", "needs approval", ["run gdb"]),
        IntentEndsNs, FiledNs, TimeSpan.FromSeconds(timeoutSeconds));

    [Theory]
    [InlineData(60, 160)]
    [InlineData(3600, 700)]
    public void File_GivesTheTimeout_ButNotPastTheIntent(int timeoutSeconds, ulong deadlineSeconds)
    {
        Approval approval = File(timeoutSeconds);
        Assert.Equal(deadlineSeconds * SecondNs, approval.DeadlineNs);
        Assert.True(approval.IsPending(FiledNs));
        Assert.False(approval.IsPending(IntentEndsNs));
        Assert.False(approval.Lifts(FiledNs));
    }

    [Theory]
    [InlineData(null, 700)]
    [InlineData(30, 150)]
    [InlineData(86_400, 700)]
    public void Approve_HoldsForTheTimeGiven_ButNotPastTheIntent(int? forSeconds, ulong untilSeconds)
    {
        TimeSpan? time = forSeconds is int seconds ? TimeSpan.FromSeconds(seconds) : null;
        Approval approval = File().Approve(120 * SecondNs, "person", "", once: false, time);
        Assert.Equal(ApprovalState.Approved, approval.State);
        Assert.Equal(untilSeconds * SecondNs, approval.UntilNs);
        Assert.True(approval.Lifts((untilSeconds * SecondNs) - 1));
        Assert.False(approval.Lifts(untilSeconds * SecondNs));
        Assert.False(approval.IsPending(120 * SecondNs));
    }

    [Fact]
    public void Deny_LiftsNothing()
    {
        Approval approval = File().Deny("person", "use the logs");
        Assert.Equal((ApprovalState.Denied, "person", "use the logs"), (approval.State, approval.By, approval.Answer));
        Assert.False(approval.Lifts(FiledNs));
    }

    [Fact]
    public void Withdraw_OfAnApproval_EndsIt() =>
        Assert.False(File().Approve(FiledNs, "person", "", once: false, null).Withdraw().Lifts(FiledNs));

    [Fact]
    public void Pass_AsksTheNext_AndBehindTheLastStandsDeny()
    {
        Approval second = File().Pass(turns: 2, 160 * SecondNs, TimeSpan.FromSeconds(60));
        Assert.Equal((ApprovalState.Pending, 1, 220 * SecondNs), (second.State, second.Turn, second.DeadlineNs));
        Approval none = second.Pass(turns: 2, 220 * SecondNs, TimeSpan.FromSeconds(60));
        Assert.Equal(ApprovalState.Expired, none.State);
        Assert.False(none.Lifts(220 * SecondNs));
    }

    [Fact]
    public void Pass_AfterTheIntent_AsksNobody() =>
        Assert.Equal(ApprovalState.Expired, File().Pass(turns: 2, IntentEndsNs, TimeSpan.FromSeconds(60)).State);
}
