using Telos.Core.Audit;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class NarrowestGrantTests
{
    private const string Yaml =
        """
        filesystem:
          labels:
            - path: /srv/vault
              level: critical
              grantable: true
            - path: /srv/sealed
              level: high
        network:
          denied_hosts: [bad.example]
        execution:
          denied_programs: [socat]
        """;

    [Theory]
    [InlineData("exec", "exec_not_granted", "/usr/bin/nproc", "run /usr/bin/nproc", "run /usr/bin/nproc")]
    [InlineData("network", "net_not_granted", "connect tcp 192.0.2.1:4444", "connect to 192.0.2.1 port 4444",
        "run curl, reach 192.0.2.1:4444/tcp")]
    [InlineData("network", "net_not_granted", "send udp 192.0.2.1:5353", "connect to 192.0.2.1 port 5353/udp",
        "run curl, reach 192.0.2.1:5353/udp")]
    [InlineData("network", "net_not_granted", "connect tcp [2001:db8::1]:443", "connect to 2001:db8::1 port 443",
        "run curl, reach [2001:db8::1]:443/tcp")]
    [InlineData("dns", "name_not_granted", "api.example.org", "connect to api.example.org",
        "run curl, reach api.example.org:80/tcp, reach api.example.org:443/tcp")]
    [InlineData("file", "file_labelled", "read /srv/vault", "read /srv/vault", "run cat, read /srv/vault")]
    public void Find_WhatTheWordsLacked_IsGrantedByTheWordsItGives(
        string gate, string reason, string subject, string words, string added)
    {
        Ceiling ceiling = Read(Yaml);
        NarrowestGrant? grant = NarrowestGrant.Find(Refusal(gate, reason, subject), ceiling);
        Assert.Equal((words, added, ""), (grant?.Words, string.Join(", ", grant?.Added ?? []), grant?.Objection));
        AuditRecord again = Refusal(gate, reason, subject) with { Goal = $"list files. {words}" };
        Assert.Null(NarrowestGrant.Find(again, ceiling));
    }

    [Theory]
    [InlineData("file", "file_labelled", "read /srv/sealed/file", "labelled HIGH")]
    [InlineData("file", "file_not_writable", "write /etc/motd", "filesystem.write")]
    [InlineData("exec", "exec_not_granted", "/usr/bin/socat", "socat")]
    [InlineData("dns", "name_not_granted", "www.bad.example", "the ceiling denies www.bad.example")]
    [InlineData("network", "net_not_granted", "connect tcp 169.254.169.254:80", "169.254.169.254 is")]
    public void Find_WhatNoWordsOpen_SaysWhy(string gate, string reason, string subject, string objection)
    {
        NarrowestGrant? grant = NarrowestGrant.Find(Refusal(gate, reason, subject), Read(Yaml));
        Assert.Contains(objection, grant?.Objection, StringComparison.Ordinal);
        Assert.Empty(grant!.Added);
    }

    [Theory]
    [InlineData("network", "net_slammed", "connect tcp 192.0.2.1:443")]
    [InlineData("network", "net_not_granted", "listen ipv6 tcp socket")]
    [InlineData("network", "net_not_granted", "connect tcp 192.0.2.1:99999")]
    [InlineData("exec", "exec_not_granted", "")]
    [InlineData("file", "file_labelled", "/srv/sealed")]
    [InlineData("tamper", "ptrace_outside", "process 7")]
    public void Find_WhereNoGrantWasMissing_IsNone(string gate, string reason, string subject) =>
        Assert.Null(NarrowestGrant.Find(Refusal(gate, reason, subject), Read(Yaml)));

    [Theory]
    [InlineData("file", "read /srv/vault/token", "policy.yaml:3",
        "filesystem.labels /srv/vault (CRITICAL; an intent that names it may read it)")]
    [InlineData("file", "read /srv/sealed/file", "policy.yaml:6", "filesystem.labels /srv/sealed (HIGH; no intent opens it)")]
    [InlineData("file", "read /etc/shadow", "built in, or of its profile",
        "filesystem.labels /etc/shadow (CRITICAL; no intent opens it)")]
    [InlineData("dns", "www.bad.example", "policy.yaml:9", "network.denied_hosts bad.example")]
    [InlineData("exec", "/usr/bin/socat", "policy.yaml:11", "execution.denied_programs socat")]
    public void Rule_OfWhatTheCeilingSpeaksOf_IsItsLine(string gate, string subject, string place, string rule)
    {
        DecidingRule? found = DecidingRule.Find(Refusal(gate, "any", subject), Read(Yaml));
        Assert.Equal((place, rule), (found?.Place(Yaml, "policy.yaml"), found?.ToString()));
    }

    [Theory]
    [InlineData("exec", "/usr/bin/nproc")]
    [InlineData("file", "read /tmp/a")]
    [InlineData("dns", "example.org")]
    [InlineData("network", "connect tcp 192.0.2.1:443")]
    public void Rule_WhereAGrantAloneWasMissing_IsNone(string gate, string subject) =>
        Assert.Null(DecidingRule.Find(Refusal(gate, "any", subject), Read(Yaml)));

    private static Ceiling Read(string yaml)
    {
        CeilingStatus status = CeilingFile.TryParse(yaml, "policy.yaml", out Ceiling ceiling, out string error);
        Assert.Equal((CeilingStatus.Ok, ""), (status, error));
        return ceiling;
    }

    private static AuditRecord Refusal(string gate, string reason, string subject) => new(
        1, "2026-01-02T03:04:05.678Z", "refused", 7, 10, 9, 1000, "python3", gate, "DENY", reason, "CLEAN", subject,
        "list files");
}
