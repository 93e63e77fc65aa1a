using Telos.Core.Abi;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class WatchdogSectionTests
{
    [Fact]
    public void TryParse_TakesEffect()
    {
        Assert.Equal(
            new WatchdogRules(TimeSpan.FromSeconds(90), new FailModes(FailMode.Hold, FailMode.Open, FailMode.Closed)),
            Read("watchdog: {stale: 1m30s, exec: hold, network: open, file: closed}").Watchdog);
    }

    [Fact]
    public void TryParse_WithoutIt_ClosesExecAndNetworkAfterHalfAMinute()
    {
        WatchdogRules rules = Read("").Watchdog;
        Assert.Equal(new FailModes(FailMode.Closed, FailMode.Closed, FailMode.Hold), rules.Modes);
        Assert.Equal(TimeSpan.FromSeconds(30), rules.Stale);
    }

    [Theory]
    [InlineData("watchdog: {stale: 1s}", "p:1:19: stale lies between 2s and 10m")]
    [InlineData("watchdog: {stale: 11m}", "p:1:19: stale lies between 2s and 10m")]
    [InlineData("watchdog: {stale: soon}",
        "p:1:19: stale: \"soon\" is not a duration: write one such as 90s, 10m or 1h30m")]
    [InlineData("watchdog: {exec: audit}", "p:1:18: exec is closed, hold or open, not \"audit\"")]
    [InlineData("watchdog: {tamper: open}", "p:1:12: unknown key \"watchdog.tamper\": write exec, file, network or stale")]
    public void TryParse_OfWhatIsNone_SaysWhatAndWhere(string text, string fault)
    {
        Assert.NotEqual(CeilingStatus.Ok, CeilingFile.TryParse(text, "p", out _, out string told));
        Assert.Equal(fault, told);
    }

    [Theory]
    [InlineData("exec: hold", CeilingDirection.Wider, "watchdog.exec")]
    [InlineData("network: open", CeilingDirection.Wider, "watchdog.network")]
    [InlineData("file: closed", CeilingDirection.Narrower, "watchdog.file")]
    [InlineData("stale: 31s", CeilingDirection.Wider, "watchdog.stale")]
    [InlineData("stale: 10s", CeilingDirection.Narrower, "watchdog.stale")]
    public void Compare_SaysWhatLetsMoreHappen(string line, CeilingDirection direction, string key)
    {
        CeilingChange change = Assert.Single(CeilingDiff.Compare(Ceiling.Default, Read($"watchdog: {{{line}}}")));
        Assert.Equal((direction, key), (change.Direction, change.Key));
    }

    [Fact]
    public void Profile_NarrowsEachGateAndWidensNone()
    {
        Ceiling wide = Read("watchdog: {exec: open, network: hold, file: open}");
        Assert.Equal(FailModes.Default with { File = FailMode.Closed }, ProfiledPolicy.FailModesOf(wide, "locked"));
        Assert.Equal(wide.Watchdog.Modes, ProfiledPolicy.FailModesOf(wide, profile: null));
        Ceiling narrow = Read("watchdog: {file: closed}");
        Assert.Equal(narrow.Watchdog.Modes, ProfiledPolicy.FailModesOf(narrow, "coding"));
    }

    [Fact]
    public void Bits_ReadBack()
    {
        FailMode[] all = [FailMode.Closed, FailMode.Hold, FailMode.Open];
        foreach (FailModes modes in all.SelectMany(
            e => all.SelectMany(n => all.Select(f => new FailModes(e, n, f)))))
        {
            Assert.Equal(modes, FailModes.Of(modes.Bits));
        }

        Assert.Equal(0, new FailModes(FailMode.Closed, FailMode.Closed, FailMode.Closed).Bits);
    }

    private static Ceiling Read(string yaml)
    {
        Assert.Empty(CeilingFile.Check(yaml, "p", out Ceiling ceiling));
        return ceiling;
    }
}
