using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

public sealed class LabelPathsTests
{
    private static readonly (string Home, uint Uid)[] s_homes = [("/root", 0), ("/home/alice", 1000)];

    [Fact]
    public void Of_ARuleForHomes_GivesOneForEachWithItsOwner()
    {
        List<LabelPath> paths = Of(new LabelRule("~/.ssh", Taint.Critical, Grantable: false));
        Label label = new() { Level = Taint.Critical, Gated = 15 };
        Assert.Equal([new("/root/.ssh", label, null), new("/home/alice/.ssh", label, 1000)], paths.Take(2));
    }

    [Fact]
    public void Of_ARuleForOnePath_LeavesItWithoutAnOwner()
    {
        List<LabelPath> paths = Of(new LabelRule("/etc/shadow", Taint.High, Grantable: false));
        Assert.Equal(new("/etc/shadow", new Label { Level = Taint.High, Gated = 15 }, null), paths[0]);
    }

    [Fact]
    public void Of_AGrantableRule_LetsReadingBeGrantedAlone()
    {
        List<LabelPath> paths = Of(new LabelRule("/srv/pay", Taint.Critical, Grantable: true));
        Assert.Equal(new Label { Level = Taint.Critical, Gated = 15, Grantable = 1 }, paths[0].Label);
    }

    [Theory]
    [InlineData(WriteBy.Area, 12u)]
    [InlineData(WriteBy.Grant, 14u)]
    public void Of_AWriteArea_GatesWritingWhereAGrantOpensIt(WriteBy writeBy, uint gated)
    {
        Ceiling ceiling = Ceiling.Default with { Labels = [], WriteAreas = ["/srv/build"], WriteBy = writeBy };
        Label label = LabelPaths.Of(ceiling, s_homes).Single(path => path.Path == "/srv/build").Label;
        Assert.Equal((gated, 14u, KernelAbi.TELOS_LABEL_WRITE_AREA), (label.Gated, label.Grantable, label.Flags));
    }

    [Theory]
    [InlineData("/proc/sys")]
    [InlineData("/proc/sysrq-trigger")]
    [InlineData("/sys")]
    [InlineData("/etc/telos")]
    public void Of_NoRules_GuardsWhatTheMachineObeysAgainstWriting(string path) =>
        Assert.Contains(new LabelPath(path, new Label { Gated = 14 }, null), Of());

    [Theory]
    [InlineData("/etc/cron.d")]
    [InlineData("/etc/ld.so.preload")]
    [InlineData("/etc/passwd")]
    public void Of_AnAreaAroundWhatTheMachineObeys_LeavesItGuarded(string path)
    {
        LabelPath guarded = new(path, new Label { Gated = 14 }, null);
        Assert.Contains(guarded, LabelPaths.Of(Ceiling.Default with { WriteAreas = ["/etc"] }, s_homes));
        Assert.DoesNotContain(guarded, Of());
    }

    [Fact]
    public void Of_SocketsThatTheOperatorOpens_LeaveDeputiesGuarded()
    {
        LabelPath guarded = new("/run/docker.sock", new Label { Gated = 14 }, null);
        Assert.Contains(guarded, LabelPaths.Of(Ceiling.Default with { UnixSockets = ["/run/app.sock"] }, s_homes));
        Assert.DoesNotContain(guarded, Of());
        Assert.Contains(new LabelPath("/tmp/.X11-unix", guarded.Label, null), Of());
    }

    [Fact]
    public void Of_WriteAreas_AreWritableButNothingInThemRunsOrIsServedWithoutAGrant()
    {
        List<LabelPath> paths = LabelPaths.Of(
            Ceiling.Default with { WriteAreas = ["/tmp", "~", "~/work"] }, s_homes);
        Label area = new() { Gated = 12, Grantable = 14, Flags = KernelAbi.TELOS_LABEL_WRITE_AREA };
        Assert.Equal(
            [
                new("/tmp", area, null), new("/root", area, null), new("/home/alice", area, 1000),
                new("/root/work", area, null), new("/home/alice/work", area, 1000),
            ],
            paths.Where(path => path.Label.Flags == KernelAbi.TELOS_LABEL_WRITE_AREA));
    }

    [Theory]
    [InlineData("/usr/lib", 10u)]
    [InlineData("/opt", 10u)]
    [InlineData("/dev/null", 12u)]
    [InlineData("/dev/zero", 12u)]
    [InlineData("/run/telos", 6u)]
    [InlineData("/var/lib/telos", 15u)]
    public void Of_TheDefaultCeiling_GatesPlacesByWhatTheyAreFor(string path, uint gated) =>
        Assert.Contains(new LabelPath(path, new Label { Gated = gated }, null), Of());

    [Theory]
    [InlineData(null, 0u, true)]
    [InlineData(null, 1000u, true)]
    [InlineData(1000u, 1000u, true)]
    [InlineData(1000u, 1001u, false)]
    [InlineData(1000u, 0u, false)]
    public void IsFor_AFileOfAnotherUserThanTheHomes_IsFalse(uint? home, uint file, bool expected) =>
        Assert.Equal(expected, new LabelPath("/home/alice/.ssh", default, home).IsFor(file));

    [Fact]
    public void Stricter_TakesTheHigherLevelAndAllGatedAccess()
    {
        Label high = new() { Level = Taint.High, Gated = 1 };
        Label clean = new() { Level = Taint.Clean, Gated = 2 };
        Label both = new() { Level = Taint.High, Gated = 3 };
        Assert.Equal(both, LabelPaths.Stricter(high, clean));
        Assert.Equal(both, LabelPaths.Stricter(clean, high));
    }

    [Fact]
    public void Stricter_OfALabelAndTheAreaOnTheSameDirectory_IsTheLabel()
    {
        Label area = new() { Gated = 12, Grantable = 14, Flags = KernelAbi.TELOS_LABEL_WRITE_AREA };
        Label secret = new() { Level = Taint.Critical, Gated = 15, Grantable = 1 };
        Label both = secret with { Flags = KernelAbi.TELOS_LABEL_WRITE_AREA };
        Assert.Equal(both, LabelPaths.Stricter(area, secret));
        Assert.Equal(both, LabelPaths.Stricter(secret, area));
        Assert.Equal(area, LabelPaths.Stricter(area, area));
        Label code = new() { Gated = 10 };
        Assert.Equal(area with { Gated = 14, Grantable = 4 }, LabelPaths.Stricter(area, code));
    }

    [Fact]
    public void DirectoriesAbove_GivesEachOnceUpToTheRootButNoneOfProc() =>
        Assert.Equal(
            ["/", "/etc", "/home", "/home/a", "/home/a/.config"],
            LabelPaths.DirectoriesAbove(["/etc/shadow", "/home/a/.config/gh", "/home/a/.ssh", "/proc/sys", "/sys"])
                .Order(StringComparer.Ordinal));

    private static List<LabelPath> Of(params LabelRule[] rules) =>
        LabelPaths.Of(Ceiling.Default with { Labels = [.. rules] }, s_homes);
}
