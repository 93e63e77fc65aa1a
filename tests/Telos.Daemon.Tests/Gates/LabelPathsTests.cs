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
        List<LabelPath> paths = LabelPaths.Of([new LabelRule("~/.ssh", Taint.Critical, Grantable: false)], s_homes);
        Label label = new() { Level = Taint.Critical, Gated = 3 };
        Assert.Equal([new("/root/.ssh", label, null), new("/home/alice/.ssh", label, 1000)], paths.Take(2));
    }

    [Fact]
    public void Of_ARuleForOnePath_LeavesItWithoutAnOwner()
    {
        List<LabelPath> paths = LabelPaths.Of([new LabelRule("/etc/shadow", Taint.High, Grantable: false)], s_homes);
        Assert.Equal(new("/etc/shadow", new Label { Level = Taint.High, Gated = 3 }, null), paths[0]);
    }

    [Theory]
    [InlineData("/proc/sys")]
    [InlineData("/proc/sysrq-trigger")]
    [InlineData("/sys")]
    public void Of_NoRules_GuardsTheKernelsSettingsAgainstWriting(string path) =>
        Assert.Contains(new LabelPath(path, new Label { Level = Taint.Clean, Gated = 2 }, null), LabelPaths.Of([], []));

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
    public void DirectoriesAbove_GivesEachOnceUpToTheRootButNoneOfProc() =>
        Assert.Equal(
            ["/", "/etc", "/home", "/home/a", "/home/a/.config"],
            LabelPaths.DirectoriesAbove(["/etc/shadow", "/home/a/.config/gh", "/home/a/.ssh", "/proc/sys", "/sys"])
                .Order(StringComparer.Ordinal));
}
