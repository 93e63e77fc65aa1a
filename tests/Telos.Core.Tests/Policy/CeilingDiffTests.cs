using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class CeilingDiffTests
{
    // Each line from the first ceiling to the second; backwards, every widening narrows.
    [Theory]
    [InlineData("execution: {default_mode: enforce}", "execution: {default_mode: audit}",
        "+execution.default_mode enforce -> audit")]
    [InlineData("", "execution: {without_lsm: network}", "+execution.without_lsm refuse -> network")]
    [InlineData("execution: {denied_programs: [perl]}", "", "+execution.denied_programs perl is not listed any more")]
    [InlineData("execution: {allowed_programs: [cat]}", "execution: {allowed_programs: [cat, wc]}",
        "+execution.allowed_programs wc is listed now")]
    [InlineData("execution: {allowed_programs: [cat]}", "",
        "+execution.allowed_programs no list any more")]
    [InlineData("", "intents: {ttl_max: 2h}", "+intents.ttl_max 1h -> 2h")]
    [InlineData("filesystem: {labels: [{path: /srv/x, level: high}]}", "", "+filesystem.labels /srv/x: high -> no label")]
    [InlineData("filesystem: {labels: [{path: /srv/x, level: high}]}",
        "filesystem: {labels: [{path: /srv/x, level: low}]}", "+filesystem.labels /srv/x: high -> low")]
    [InlineData("filesystem: {labels: [{path: /srv/x, level: high}]}",
        "filesystem: {labels: [{path: /srv/x, level: high, grantable: true}]}",
        "+filesystem.labels /srv/x: high -> high, grantable")]
    [InlineData("filesystem: {write: [/srv/a]}", "filesystem: {write: [/srv]}", "+filesystem.write /srv is listed now")]
    [InlineData("filesystem: {write_by: grant}", "", "+filesystem.write_by grant -> area")]
    [InlineData("filesystem: {workspace: write}", "", "+filesystem.workspace write -> build")]
    [InlineData("", "filesystem: {code: [/srv/lib]}", "+filesystem.code /srv/lib is listed now")]
    [InlineData("filesystem: {run_later: ['**/Procfile']}", "",
        "+filesystem.run_later **/Procfile is not listed any more")]
    [InlineData("network: {denied_hosts: [a.example]}", "", "+network.denied_hosts a.example is not listed any more")]
    [InlineData("network: {allowed_hosts: [a.example]}", "network: {allowed_hosts: [b.a.example, example]}",
        "+network.allowed_hosts example is listed now")]
    [InlineData("network: {send: false}", "", "+network.send false -> true")]
    [InlineData("", "network: {unix_sockets: [/run/a.sock]}", "+network.unix_sockets /run/a.sock is listed now")]
    [InlineData("", "dns: {name_bits: 1000}", "+dns.name_bits 768 -> 1000")]
    [InlineData("", "dns: {name_bits_total: 40000}", "+dns.name_bits_total 32768 -> 40000")]
    [InlineData("hyperion: {interfaces: [eth0]}", "", "+hyperion.interfaces eth0 is not listed any more")]
    public void Compare_AWiderCeiling_SaysWhereAndBackwardsNarrows(string before, string after, string expected)
    {
        (Ceiling one, Ceiling other) = (Read(before), Read(after));
        Assert.Equal([expected], CeilingDiff.Compare(one, other).Select(Line));
        Assert.False(CeilingDiff.IsWithin(other, one));
        CeilingChange back = Assert.Single(CeilingDiff.Compare(other, one));
        Assert.Equal(CeilingDirection.Narrower, back.Direction);
        Assert.True(CeilingDiff.IsWithin(one, other));
    }

    [Theory]
    [InlineData("network: {denied_hosts: [example]}", "network: {denied_hosts: [example, a.example]}")]
    [InlineData("filesystem: {write: [/srv, /srv/a]}", "filesystem: {write: [/srv]}")]
    [InlineData("filesystem: {labels: [{path: /etc/shadow, level: critical}]}", "")]
    [InlineData("filesystem: {labels: [{path: /srv, level: high}]}",
        "filesystem: {labels: [{path: /srv, level: high}, {path: /srv/a, level: low}]}")]
    public void Compare_WhatIsCoveredAlready_IsNoChange(string before, string after) =>
        Assert.Empty(CeilingDiff.Compare(Read(before), Read(after)));

    [Fact]
    public void Compare_OfLabels_TellsBothDirectionsOfOne() => Assert.Equal(
        [
            "+filesystem.labels /srv/x: low -> high, grantable",
            "-filesystem.labels /srv/x: low -> high, grantable",
        ],
        CeilingDiff.Compare(
            Read("filesystem: {labels: [{path: /srv/x, level: low}]}"),
            Read("filesystem: {labels: [{path: /srv/x, level: high, grantable: true}]}")).Select(Line));

    [Fact]
    public void Compare_ACodeDirectoryThatBecomesWritable_IsWiderToo() => Assert.Equal(
        ["-filesystem.code /srv/lib is not listed any more", "+filesystem.code /srv/lib becomes a place where agents write"],
        CeilingDiff.Compare(
            Read("filesystem: {write: [/srv], code: [/srv/lib]}"), Read("filesystem: {write: [/srv]}")).Select(Line));

    [Fact]
    public void Compare_WhatBoundsNoPolicy_IsNeither() => Assert.Equal(
        ["~dns.upstreams none -> 9.9.9.9", "~hyperion.port none -> 9095", "-filesystem.labels", ],
        CeilingDiff.Compare(Read(""), Read("dns: {upstreams: [9.9.9.9]}\nhyperion: {port: 9095}"))
            .OrderByDescending(c => c.Direction).Select(c => c.Key == "filesystem.labels" ? "-filesystem.labels" : Line(c)));

    [Theory]
    [InlineData("locked", "data")]
    [InlineData("data", "research")]
    public void IsWithin_OfTheProfiles_OrdersThem(string inner, string outer)
    {
        (Ceiling narrow, Ceiling wide) = (Read($"profile: {inner}"), Read($"profile: {outer}"));
        Assert.True(CeilingDiff.IsWithin(narrow, wide));
        Assert.False(CeilingDiff.IsWithin(wide, narrow));
    }

    private static string Line(CeilingChange change)
    {
        string sign = change.Direction switch
        {
            CeilingDirection.Wider => "+",
            CeilingDirection.Narrower => "-",
            _ => "~",
        };
        return $"{sign}{change.Key} {change.Text}";
    }

    private static Ceiling Read(string yaml)
    {
        Assert.Empty(CeilingFile.Check(yaml, "p", out var ceiling));
        return ceiling;
    }
}
