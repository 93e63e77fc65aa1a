using System.Text.RegularExpressions;
using Telos.Core.Abi;
using Telos.Core.Audit;
using Xunit;

namespace Telos.Core.Tests.Audit;

public sealed partial class ReasonTextTests
{
    // From enum telos_reason of bpf/common_maps.h, written out: the log's words outlive the build that wrote them.
    [Theory]
    [InlineData(0, "none")]
    [InlineData(1, "state_missing")]
    [InlineData(2, "no_policy")]
    [InlineData(3, "policy_expired")]
    [InlineData(4, "grant_expired")]
    [InlineData(5, "pulse_stale")]
    [InlineData(10, "exec_not_granted")]
    [InlineData(11, "exec_changed")]
    [InlineData(20, "net_not_granted")]
    [InlineData(21, "net_socket_type")]
    [InlineData(22, "net_slammed")]
    [InlineData(23, "net_listen")]
    [InlineData(28, "net_decoy_token")]
    [InlineData(30, "file_labelled")]
    [InlineData(31, "file_too_deep")]
    [InlineData(32, "taint_raised")]
    [InlineData(38, "decoy_read")]
    [InlineData(40, "cgroup_escape")]
    [InlineData(50, "bpf_syscall")]
    [InlineData(51, "ptrace_outside")]
    [InlineData(52, "protected_filesystem")]
    [InlineData(53, "signal_daemon")]
    public void Name_IsTheKernelsAndReadsBack(uint reason, string name)
    {
        Assert.Equal(name, ReasonText.Name((Reason)reason));
        Assert.True(ReasonText.TryParse(name, out Reason parsed));
        Assert.Equal((Reason)reason, parsed);
    }

    [Fact]
    public void EveryReason_HasANameAndACauseOfItsOwn()
    {
        Reason[] reasons = Enum.GetValues<Reason>();
        Assert.Equal(43, reasons.Length);
        Assert.All(reasons, reason => Assert.Matches(SnakeCase(), ReasonText.Name(reason)));
        Assert.Equal(43, reasons.Select(ReasonText.Name).Distinct().Count());
        Assert.Equal(43, reasons.Select(ReasonText.Cause).Distinct().Count());
        Assert.DoesNotContain("unknown", reasons.Select(ReasonText.Name));
    }

    [Fact]
    public void EveryCauseAndNextStep_IsASentence()
    {
        IEnumerable<string> texts = Enum.GetValues<Reason>().Select(ReasonText.Cause)
            .Concat(Enum.GetValues<Reason>().Select(ReasonText.NextStep).Where(text => text.Length > 0));
        Assert.All(texts, text => Assert.Matches("^[A-Z].*[.]$", text));
    }

    [Fact]
    public void NextStep_OfWhatAnIntentCanName_IsToNameIt()
    {
        Assert.Equal(
            "If the work does need it, name the program in the intent.", ReasonText.NextStep(Reason.ExecNotGranted));
        Assert.Equal(
            "If the work does need it, name the host (and port) in the intent.", ReasonText.NextStep(Reason.NetNotGranted));
        Assert.Equal(
            "If the ceiling allows it, name the file's path in the intent.", ReasonText.NextStep(Reason.FileLabelled));
    }

    [Fact]
    public void AReasonOfAnotherBuild_SaysSoWithItsNumber()
    {
        Assert.Equal("unknown", ReasonText.Name((Reason)999));
        Assert.Equal("Reason 999, which this telos does not know.", ReasonText.Cause((Reason)999));
        Assert.Equal("Use the telos that started the daemon.", ReasonText.NextStep((Reason)999));
    }

    [Theory]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("ExecNotGranted")]
    [InlineData("EXEC_NOT_GRANTED")]
    [InlineData("exec_not_granted ")]
    [InlineData("10")]
    public void TryParse_OfAnythingElse_IsFalse(string name)
    {
        Assert.False(ReasonText.TryParse(name, out Reason reason));
        Assert.Equal(Reason.None, reason);
    }

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex SnakeCase();
}
