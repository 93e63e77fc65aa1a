using Telos.Core.Abi;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class CeilingFileTests
{
    [Fact]
    public void TryParse_EveryKey_TakesEffect()
    {
        const string Yaml = """
            # what the operator allows
            execution:
              default_mode: audit
              denied_programs: [perl, git]
              without_lsm: network
            intents:
              ttl_max: 30m
            filesystem:
              defaults: false
              labels:
                - {path: /srv/payroll/, level: critical, grantable: true}
                - path: ~/notes
                  level: low
              write: [/srv/build, ~/work]
              code: [/srv/toolchain/]
              run_later: ['**/Procfile', '**/hooks.d/all.rb', '**/.bashrc']
            network:
              denied_hosts: [Evil.example]
              allowed_hosts:
                - weather.com
                - 10.0.0.1
              unix_sockets: [/run/postgresql/.s.PGSQL.5432, ~/app.sock]
            """;
        var status = CeilingFile.TryParse(Yaml, "policy.yaml", out var ceiling, out string error);
        Assert.Equal("", error);
        Assert.Equal(CeilingStatus.Ok, status);
        Assert.Equal(Mode.Audit, ceiling.Mode);
        Assert.Equal(TimeSpan.FromMinutes(30), ceiling.TtlMax);
        Assert.Equal(["git", "perl"], ceiling.DeniedPrograms);
        Assert.Equal(WithoutLsm.Network, ceiling.WithoutLsm);
        Assert.Equal(["evil.example"], ceiling.DeniedHosts);
        Assert.Equal(["10.0.0.1", "weather.com"], ceiling.AllowedHosts!.Value);
        Assert.Equal(
            [
                new LabelRule("/srv/payroll", Taint.Critical, Grantable: true),
                new LabelRule("~/notes", Taint.Low, Grantable: false),
            ],
            ceiling.Labels);
        Assert.Equal(["/run/postgresql/.s.PGSQL.5432", "~/app.sock"], ceiling.UnixSockets);
        Assert.Equal(["/srv/build", "~/work"], ceiling.WriteAreas);
        Assert.Equal(["/srv/toolchain"], ceiling.CodeDirectories.Except(Ceiling.Default.CodeDirectories));
        Assert.Superset(Ceiling.Default.CodeDirectories.ToHashSet(), ceiling.CodeDirectories.ToHashSet());
        Assert.Equal(
            [new NameRule("", "Procfile"), new NameRule("hooks.d", "all.rb")],
            ceiling.RunLater.Except(Ceiling.Default.RunLater));
        Assert.Superset(Ceiling.Default.RunLater.ToHashSet(), ceiling.RunLater.ToHashSet());
    }

    [Fact]
    public void TryParse_OfNames_KeepsTheOperatorsOrder()
    {
        const string Text = "dns:\n  upstreams: [9.9.9.9, 1.1.1.1]\n  listen: [127.0.0.1:5353]\n  name_bits: 96\n";

        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse(Text, "p", out Ceiling ceiling, out _));
        Assert.Equal(["9.9.9.9", "1.1.1.1"], ceiling.DnsUpstreams);
        Assert.Equal(["127.0.0.1:5353"], ceiling.DnsListen);
        Assert.Equal(96, ceiling.NameBudget.DomainBits);
        Assert.Equal(32_768, ceiling.NameBudget.TotalBits);
    }

    [Fact]
    public void TryParse_OfWhatAgentsMayDo_TakesEffect()
    {
        const string Yaml = """
            execution: {allowed_programs: [wc, cat]}
            filesystem: {workspace: write, write_by: grant}
            network: {allowed_hosts: [], send: false}
            """;
        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse(Yaml, "p", out var ceiling, out _));
        Assert.Equal(["cat", "wc"], ceiling.AllowedPrograms!.Value);
        Assert.Empty(ceiling.AllowedHosts!.Value);
        Assert.Equal(
            (WorkspaceUse.Write, WriteBy.Grant, false), (ceiling.Workspace, ceiling.WriteBy, ceiling.MaySend));
        Assert.Null(Ceiling.Default.AllowedPrograms);
        Assert.Equal(
            (WorkspaceUse.Build, WriteBy.Area, true),
            (Ceiling.Default.Workspace, Ceiling.Default.WriteBy, Ceiling.Default.MaySend));
    }

    [Fact]
    public void Check_SeveralFaults_TellsEachWhereItStands()
    {
        const string Yaml = """
            network:
              allowed_hosts: [a b, ok.example, '*.c']
            exec: {}
            filesystem:
              labels:
                - {path: srv/x, level: top}
                - {path: /srv}
            intents: {ttl_max: [1h]}
            """;
        Assert.Equal(
            [
                "p:2:19: allowed_hosts: \"a b\" is neither a host name nor an address",
                "p:2:36: allowed_hosts: \"*.c\": leave the star out, a name covers its subdomains",
                "p:3:1: unknown key \"exec\": write adjudication, agents, dns, execution, filesystem, hyperion, intents,"
                    + " metrics, mirage, network, profile, taint or watchdog",
                "p:6:14: \"srv/x\" is not absolute: start it with / or ~/",
                "p:6:28: level is low, medium, high or critical, not \"top\"",
                "p:7:7: a label needs both path and level",
                "p:8:20: ttl_max must be a single value",
            ],
            CeilingFile.Check(Yaml, "p", out var ceiling));
        Assert.Same(Ceiling.Default, ceiling);
        Assert.Empty(CeilingFile.Check("profile: locked", "p", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("network:\n  # denied_hosts: [x.com]\n")]
    public void TryParse_NothingSaid_IsTheBuiltInCeiling(string yaml)
    {
        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse(yaml, "p", out var ceiling, out _));
        Assert.Equal(Mode.Enforce, ceiling.Mode);
        Assert.Equal(TimeSpan.FromHours(1), ceiling.TtlMax);
        Assert.Equal(WithoutLsm.Refuse, ceiling.WithoutLsm);
        Assert.Null(ceiling.AllowedHosts);
        Assert.Equal(["/dev/shm", "/tmp", "/var/tmp", "~"], ceiling.WriteAreas);
        Assert.Contains("/usr/lib", ceiling.CodeDirectories);
        Assert.Contains(new NameRule("hooks", "pre-commit"), ceiling.RunLater);
        Assert.Contains(new LabelRule("/etc/shadow", Taint.Critical, Grantable: false), ceiling.Labels);
    }

    [Fact]
    public void TryParse_LabelOnABuiltInPath_ReplacesIt()
    {
        const string Yaml =
            "filesystem:\n  labels:\n    - {path: /etc/shadow, level: high, grantable: true}\n";
        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse(Yaml, "p", out var ceiling, out _));
        Assert.Equal(new LabelRule("/etc/shadow", Taint.High, Grantable: true),
            Assert.Single(ceiling.Labels, l => l.Path == "/etc/shadow"));
        Assert.Contains(ceiling.Labels, l => l.Path == "/etc/gshadow");
    }

    [Theory]
    [InlineData("", 9094)]
    [InlineData("metrics: {port: 0}", 0)]
    [InlineData("metrics: {port: 9100}", 9100)]
    public void TryParse_MetricsPort(string yaml, int port)
    {
        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse(yaml, "p", out Ceiling ceiling, out _));
        Assert.Equal(port, ceiling.MetricsPort);
    }

    [Fact]
    public void TryParse_Hyperion_LabelsItsTokenOnceSomebodyMayShowIt()
    {
        const string Yaml = "hyperion: {interfaces: [eth0, eth0, bond0.7], port: 9095, token_file: /run/keys//telos}";
        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse(Yaml, "p", out var ceiling, out _));
        Assert.Equal(["eth0", "bond0.7"], ceiling.Hyperion.Interfaces);
        Assert.Equal((9095, "/run/keys/telos"), (ceiling.Hyperion.Port, ceiling.Hyperion.TokenFile));
        Assert.Equal(
            new LabelRule("/run/keys/telos", Taint.High, Grantable: false),
            Assert.Single(ceiling.Labels.Except(Ceiling.Default.Labels)));

        const string Without = "hyperion: {interfaces: [eth0]}";
        Assert.Equal(CeilingStatus.Ok, CeilingFile.TryParse(Without, "p", out ceiling, out _));
        Assert.Equal((null, HyperionRules.TokenFileDefault), (ceiling.Hyperion.Port, ceiling.Hyperion.TokenFile));
        Assert.Equal(Ceiling.Default.Labels.ToHashSet(), ceiling.Labels.ToHashSet());
    }

    [Theory]
    [InlineData("exec: {}", CeilingStatus.UnknownKey,
        "p:1:1: unknown key \"exec\": write adjudication, agents, dns, execution, filesystem, hyperion, intents, metrics,"
        + " mirage, network, profile, taint or watchdog")]
    [InlineData("execution:\n  defaultmode: audit", CeilingStatus.UnknownKey,
        "p:2:3: unknown key \"execution.defaultmode\": write allowed_programs, default_mode, denied_programs or without_lsm")]
    [InlineData("execution:\n  default_mode: off", CeilingStatus.BadValue,
        "p:2:17: default_mode is enforce or audit, not \"off\"")]
    [InlineData("execution:\n  without_lsm: allow", CeilingStatus.BadValue,
        "p:2:16: without_lsm is refuse or network, not \"allow\"")]
    [InlineData("execution:\n  without_lsm: [network]", CeilingStatus.WrongType,
        "p:2:16: without_lsm must be a single value")]
    [InlineData("execution: audit", CeilingStatus.WrongType, "p:1:12: execution must hold keys with values")]
    [InlineData("- a", CeilingStatus.WrongType, "p:1:1: policy.yaml must hold keys with values")]
    [InlineData("intents:\n  ttl_max: 2d", CeilingStatus.BadValue,
        "p:2:12: ttl_max: \"2d\" is not a duration: the units are h, m and s, each once, in this order")]
    [InlineData("intents:\n  ttl_max: [1h]", CeilingStatus.WrongType,
        "p:2:12: ttl_max must be a single value")]
    [InlineData("network:\n  denied_hosts: evil.com", CeilingStatus.WrongType,
        "p:2:17: denied_hosts must be a list")]
    [InlineData("network:\n  denied_hosts: ['*.evil.com']", CeilingStatus.BadValue,
        "p:2:18: denied_hosts: \"*.evil.com\": leave the star out, a name covers its subdomains")]
    [InlineData("network:\n  allowed_hosts: [a b]", CeilingStatus.BadValue,
        "p:2:19: allowed_hosts: \"a b\" is neither a host name nor an address")]
    [InlineData("execution:\n  denied_programs: [/usr/bin/nc]", CeilingStatus.BadValue,
        "p:2:21: denied_programs: \"/usr/bin/nc\" is not a bare program name such as curl")]
    [InlineData("execution:\n  denied_programs: [python]", CeilingStatus.BadValue,
        "p:2:21: denied_programs: \"python\" is the program that Telos calls python3: write python3")]
    [InlineData("filesystem:\n  defaults: maybe", CeilingStatus.WrongType,
        "p:2:13: defaults is true or false, not \"maybe\"")]
    [InlineData("filesystem:\n  labels:\n    - {path: /srv/x}", CeilingStatus.BadValue,
        "p:3:7: a label needs both path and level")]
    [InlineData("filesystem:\n  labels:\n    - {path: srv/x, level: low}", CeilingStatus.BadValue,
        "p:3:14: \"srv/x\" is not absolute: start it with / or ~/")]
    [InlineData("filesystem:\n  labels:\n    - {path: /, level: low}", CeilingStatus.BadValue,
        "p:3:14: a label on / would cover everything: name what is secret")]
    [InlineData("filesystem:\n  labels:\n    - {path: /srv/*, level: low}", CeilingStatus.BadValue,
        "p:3:14: a label takes no wildcards: name the directory, its subtree is covered")]
    [InlineData("filesystem:\n  labels:\n    - {path: /x, level: top}", CeilingStatus.BadValue,
        "p:3:25: level is low, medium, high or critical, not \"top\"")]
    [InlineData("network:\nnetwork:\n", CeilingStatus.DuplicateKey,
        "p:2:1: \"network\" stands here for the second time: keep one")]
    [InlineData("a: &x 1\nb: *x", CeilingStatus.Unsupported,
        "p:1:4: anchors are not supported: write the value out")]
    [InlineData("network: !map {}", CeilingStatus.Unsupported, "p:1:10: tags are not supported: remove it")]
    [InlineData("network: {}\n---\nintents: {}", CeilingStatus.Unsupported,
        "p:2:1: a second document: policy.yaml holds one")]
    [InlineData("dns: {name_bits: many}", CeilingStatus.BadValue,
        "p:1:18: name_bits is a whole number from 0 to 1000000")]
    [InlineData("dns: {name_bits_total: -1}", CeilingStatus.BadValue,
        "p:1:24: name_bits_total is a whole number from 0 to 1000000")]
    [InlineData("dns: {server: 9.9.9.9}", CeilingStatus.UnknownKey,
        "p:1:7: unknown key \"dns.server\": write listen, name_bits, name_bits_total or upstreams")]
    [InlineData("hyperion: {iface: eth0}", CeilingStatus.UnknownKey,
        "p:1:12: unknown key \"hyperion.iface\": write interfaces, port or token_file")]
    [InlineData("hyperion: {interfaces: eth0}", CeilingStatus.WrongType, "p:1:24: interfaces must be a list")]
    [InlineData("hyperion: {interfaces: [eth0, a/b]}", CeilingStatus.BadValue,
        "p:1:31: interfaces: \"a/b\" is no interface's name")]
    [InlineData("hyperion: {interfaces: [sixteen-letters-]}", CeilingStatus.BadValue,
        "p:1:25: interfaces: \"sixteen-letters-\" is no interface's name")]
    [InlineData("hyperion: {port: 0}", CeilingStatus.BadValue, "p:1:18: port is a whole number from 1 to 65535")]
    [InlineData("metrics: {port: 65536}", CeilingStatus.BadValue, "p:1:17: port is a whole number from 0 to 65535")]
    [InlineData("metrics: {address: 0.0.0.0}", CeilingStatus.UnknownKey, "p:1:11: unknown key \"metrics.address\": write port")]
    [InlineData("hyperion: {token_file: ~/token}", CeilingStatus.BadValue,
        "p:1:24: token_file: \"~/token\" is not an absolute path")]
    [InlineData("hyperion: {token_file: token}", CeilingStatus.BadValue,
        "p:1:24: token_file: \"token\" is not an absolute path")]
    [InlineData("a: [[[[[[[[[1]]]]]]]]]", CeilingStatus.TooDeep, "p:1:12: nested deeper than 8 levels")]
    public void TryParse_AFault_SaysWhereAndKeepsTheBuiltInCeiling(
        string yaml, CeilingStatus expected, string message) => AssertFault(yaml, expected, message);

    [Theory]
    [InlineData("filesystem:\n  writes: []", CeilingStatus.UnknownKey,
        "p:2:3: unknown key \"filesystem.writes\": write code, defaults, labels, run_later, workspace, write or write_by")]
    [InlineData("filesystem:\n  write: [/]", CeilingStatus.BadValue,
        "p:2:11: write: / would open everything: name the directories")]
    [InlineData("filesystem:\n  write: [work]", CeilingStatus.BadValue,
        "p:2:11: write: \"work\" is not absolute: start it with / or ~/")]
    [InlineData("filesystem:\n  code: ['/srv/*']", CeilingStatus.BadValue,
        "p:2:10: code: \"/srv/*\": no wildcards, a directory's subtree is covered")]
    [InlineData("filesystem:\n  write: [/tmp, /usr/lib/]", CeilingStatus.BadValue,
        "p:2:17: /usr/lib would be a write area and a code directory: name a directory below it")]
    [InlineData("filesystem:\n  code: [/srv]\n  write: [/srv]", CeilingStatus.BadValue,
        "p:3:11: /srv would be a write area and a code directory: name a directory below it")]
    [InlineData("filesystem:\n  code: [~/]", CeilingStatus.BadValue,
        "p:2:10: ~ would be a write area and a code directory: name a directory below it")]
    [InlineData("filesystem:\n  run_later: [.bashrc]", CeilingStatus.BadValue,
        "p:2:15: run_later: \".bashrc\" does not start with **/: it is a name that counts in every directory")]
    [InlineData("network:\n  unix_sockets: [/var/run/docker.sock]", CeilingStatus.BadValue,
        "p:2:18: unix_sockets: /var/run/docker.sock: who listens there acts for whoever asks, so no policy opens it")]
    [InlineData("network:\n  unix_sockets: ['/run/*.sock']", CeilingStatus.BadValue,
        "p:2:18: unix_sockets: \"/run/*.sock\": no wildcards, name each socket")]
    [InlineData("network:\n  unix_socket: []", CeilingStatus.UnknownKey,
        "p:2:3: unknown key \"network.unix_socket\": write allowed_hosts, denied_hosts, send or unix_sockets")]
    [InlineData("filesystem:\n  run_later: '**/x'", CeilingStatus.WrongType,
        "p:2:14: run_later must be a list")]
    public void TryParse_AFaultyArea_SaysWhereAndKeepsTheBuiltInCeiling(
        string yaml, CeilingStatus expected, string message) => AssertFault(yaml, expected, message);

    [Theory]
    [InlineData("profile: coder", CeilingStatus.BadValue,
        "p:1:10: profile is coding, data, locked, ops or research, not \"coder\"")]
    [InlineData("profile: [coding]", CeilingStatus.WrongType, "p:1:10: profile must be a single value")]
    [InlineData("execution:\n  allowed_programs: [python]", CeilingStatus.BadValue,
        "p:2:22: allowed_programs: \"python\" is the program that Telos calls python3: write python3")]
    [InlineData("network:\n  send: never", CeilingStatus.WrongType, "p:2:9: send is true or false, not \"never\"")]
    [InlineData("filesystem:\n  workspace: read", CeilingStatus.BadValue,
        "p:2:14: workspace is none, write or build, not \"read\"")]
    [InlineData("filesystem:\n  write_by: intent", CeilingStatus.BadValue,
        "p:2:13: write_by is area or grant, not \"intent\"")]
    public void TryParse_AFaultyBound_SaysWhereAndKeepsTheBuiltInCeiling(
        string yaml, CeilingStatus expected, string message) => AssertFault(yaml, expected, message);

    internal static void AssertFault(string yaml, CeilingStatus expected, string message)
    {
        var status = CeilingFile.TryParse(yaml, "p", out var ceiling, out string error);
        Assert.Equal(message, error);
        Assert.Equal(expected, status);
        Assert.Same(Ceiling.Default, ceiling);
    }

    [Fact]
    public void TryParse_BrokenYaml_SaysWhere()
    {
        var status = CeilingFile.TryParse("network: {]}", "p", out var ceiling, out string error);
        Assert.Equal(CeilingStatus.NotYaml, status);
        Assert.StartsWith("p:1:", error, StringComparison.Ordinal);
        Assert.Same(Ceiling.Default, ceiling);
    }

    [Theory]
    [InlineData("network:\n\tdenied_hosts: [evil.com]", "p:2:1: this is not YAML: ")]
    [InlineData("network:\n  denied_hosts: []\n\tallowed_hosts: []", "p:3:1: this is not YAML: ")]
    [InlineData("network:\n  denied_hosts: []\n allowed_hosts: []", "p:3:2: this is not YAML: ")]
    public void TryParse_BrokenIndentation_PointsAtItsLine(string yaml, string start)
    {
        Assert.Equal(CeilingStatus.NotYaml, CeilingFile.TryParse(yaml, "p", out _, out string error));
        Assert.StartsWith(start, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_MoreThan64KiB_IsRefusedUnread() => Assert.Equal(CeilingStatus.TooLong,
        CeilingFile.TryParse("#" + new string(' ', 64 * 1024), "p", out _, out _));
}
