using Telos.Core.Audit;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class CeilingSuggestionTests
{
    private const string Goal = "download the weather report from weather.com";

    [Fact]
    public void Of_ARunThatWasWithinItsIntent_AllowsThatAndNothingElse()
    {
        CeilingSuggestion suggestion = CeilingSuggestion.Of([Enrolled(Goal)], Ceiling.Default);
        Ceiling ceiling = suggestion.Ceiling;
        Assert.Equal(["curl"], ceiling.AllowedPrograms!.Value);
        Assert.Equal(["weather.com"], ceiling.AllowedHosts!.Value);
        Assert.Equal((false, WorkspaceUse.None), (ceiling.MaySend, ceiling.Workspace));
        Assert.Empty(suggestion.Uncovered);
        Assert.True(CeilingDiff.IsWithin(ceiling, Ceiling.Default));
        Assert.Equal("ALLOW curl weather.com:80/tcp weather.com:443/tcp", PolicyExampleTests.Outline(Goal, ceiling));
        Assert.Equal("DENY DENY!evil.example", PolicyExampleTests.Outline("fetch http://evil.example/x", ceiling));
    }

    [Fact]
    public void Of_WhatWouldHaveBeenRefused_IsAddedOnce()
    {
        CeilingSuggestion suggestion = CeilingSuggestion.Of(
            [
                Enrolled(Goal),
                Audited("exec", "exec_not_granted", "/usr/bin/gawk"),
                Audited("exec", "exec_not_granted", "/usr/bin/gawk"),
                Audited("exec", "exec_write_area", "/home/ada/work/a.out"),
                Audited("network", "net_not_granted", "connect tcp 198.51.100.7:443"),
                Audited("network", "net_not_granted", "connect tcp [2606:4700::1111]:443"),
                Audited("file", "file_not_writable", "write /srv/out/report.txt"),
                Audited("network", "net_unix_peer", "connect to /run/app.sock"),
                Record("refused", "dns", "name_not_granted", "api.weather.example"),
            ],
            Ceiling.Default);
        Assert.Empty(suggestion.Uncovered);
        Ceiling ceiling = suggestion.Ceiling;
        Assert.Equal(["awk", "curl"], ceiling.AllowedPrograms!.Value);
        Assert.Equal(
            ["198.51.100.7", "2606:4700::1111", "api.weather.example", "weather.com"], ceiling.AllowedHosts!.Value);
        Assert.Equal(["/srv/out"], ceiling.WriteAreas.Except(Ceiling.Default.WriteAreas));
        Assert.Equal(["/run/app.sock"], ceiling.UnixSockets);
        Assert.Equal(WorkspaceUse.Build, ceiling.Workspace);
        Assert.Equal(
            ["filesystem.write: /srv/out is listed now", "network.unix_sockets: /run/app.sock is listed now"],
            CeilingDiff.Compare(Ceiling.Default, ceiling).Where(c => c.Direction == CeilingDirection.Wider)
                .Select(c => $"{c.Key}: {c.Text}"));
        Assert.Empty(CeilingFile.Check(CeilingText.ToYaml(ceiling), "p", out _));
    }

    [Theory]
    [InlineData("file", "file_labelled", "read /etc/shadow")]
    [InlineData("tamper", "bpf_syscall", "")]
    [InlineData("network", "net_listen", "listen ipv4 tcp socket")]
    [InlineData("network", "net_not_granted", "connect tcp 169.254.169.254:80")]
    [InlineData("network", "net_unix_peer", "connect to /run/docker.sock")]
    [InlineData("file", "file_not_writable", "write /usr/lib/x.so")]
    [InlineData("exec", "exec_not_granted", "/usr/bin/socat")]
    public void Of_WhatNoCeilingShouldOpen_StaysRefusedAndIsTold(string gate, string reason, string subject)
    {
        Ceiling current = Ceiling.Default with { DeniedPrograms = ["socat"] };
        CeilingSuggestion suggestion = CeilingSuggestion.Of([Enrolled(Goal), Audited(gate, reason, subject)], current);
        Assert.StartsWith($"{gate} {subject}: ", Assert.Single(suggestion.Uncovered), StringComparison.Ordinal);
        Assert.True(CeilingDiff.IsWithin(suggestion.Ceiling, current));
    }

    [Theory]
    [InlineData("post a.txt to weather.com with curl", true)]
    [InlineData("clone https://github.com/dotnet/runtime with git", true)]
    [InlineData(Goal, false)]
    public void Of_ARunThatSends_LetsItSend(string goal, bool sends) =>
        Assert.Equal(sends, CeilingSuggestion.Of([Enrolled(goal)], Ceiling.Default).Ceiling.MaySend);

    private static AuditRecord Enrolled(string goal) => Record("enrolled", "none", "none", "/bin/sh") with { Goal = goal };

    private static AuditRecord Audited(string gate, string reason, string subject) =>
        Record("audited", gate, reason, subject);

    private static AuditRecord Record(string action, string gate, string reason, string subject) =>
        new(1, "T", action, 7, 1, 1, 0, "sh", gate, "AUDIT", reason, "CLEAN", subject);
}
