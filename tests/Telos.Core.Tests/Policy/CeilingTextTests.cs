using System.Text.Json;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class CeilingTextTests
{
    private const string Everything = """
        execution: {default_mode: audit, denied_programs: [perl], allowed_programs: [cat, g++], without_lsm: network}
        intents: {ttl_max: 1h30m}
        filesystem:
          labels: [{path: "/srv/it's", level: low, grantable: true}]
          write: [~/, /srv/build]
          write_by: grant
          workspace: none
          code: [/srv/tools]
          run_later: ['**/Procfile']
        network: {denied_hosts: [evil.example], allowed_hosts: ['::1'], send: false, unix_sockets: ['/run/a b.sock']}
        dns: {upstreams: ['tls://9.9.9.9#dns.quad9.net'], listen: ['127.0.0.1:5353'], name_bits: 0, name_bits_total: 1}
        hyperion: {interfaces: [eth0], port: 9095, token_file: /etc/telos/t}
        agents: {max: 12, per_user: 3, users: ['1000', builder]}
        taint: {slam_at: high, pages_max: low}
        mirage: {decoys: [aws, shadow], tripwire: strict}
        watchdog: {stale: 5s, exec: hold, network: open, file: closed}
        """;

    [Theory]
    [InlineData("")]
    [InlineData("profile: coding")]
    [InlineData("profile: locked")]
    [InlineData(Everything)]
    public void ToYaml_ReadsBackAsTheSameCeiling(string yaml)
    {
        Ceiling ceiling = Read(yaml);
        string text = CeilingText.ToYaml(ceiling);
        Ceiling again = Read(text);
        Assert.Empty(CeilingDiff.Compare(ceiling, again));
        Assert.Empty(CeilingDiff.Compare(again, ceiling));
        Assert.Equal(text, CeilingText.ToYaml(again));
    }

    [Fact]
    public void ToYaml_WritesWhatTheFileSaidNotAtAll()
    {
        string text = CeilingText.ToYaml(Read("profile: locked"));
        Assert.Contains("\n  ttl_max: 15m\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  allowed_hosts: []\n", text, StringComparison.Ordinal);
        Assert.Contains("\n    - {path: /etc/shadow, level: critical}\n", text, StringComparison.Ordinal);
        Assert.Contains("\n    - '**/hooks/pre-commit'\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ToJson_HasTheKeysAndValuesOfTheFile()
    {
        JsonElement root = JsonDocument.Parse(CeilingText.ToJson(Read(Everything))).RootElement;
        Assert.Equal("audit", root.GetProperty("execution").GetProperty("default_mode").GetString());
        Assert.Equal("[\"cat\",\"g++\"]", root.GetProperty("execution").GetProperty("allowed_programs").GetRawText()
            .ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
        Assert.False(root.GetProperty("network").GetProperty("send").GetBoolean());
        Assert.Equal(9095, root.GetProperty("hyperion").GetProperty("port").GetInt32());
        JsonElement label = root.GetProperty("filesystem").GetProperty("labels").EnumerateArray()
            .Single(l => l.GetProperty("path").GetString() == "/srv/it's");
        Assert.Equal(("low", true), (label.GetProperty("level").GetString(), label.GetProperty("grantable").GetBoolean()));
        Assert.All(
            root.EnumerateObject(),
            section => Assert.All(section.Value.EnumerateObject(), key =>
                Assert.Contains(key.Name, CeilingKeys.Of(section.Name))));
    }

    private static Ceiling Read(string yaml)
    {
        Assert.Empty(CeilingFile.Check(yaml, "p", out var ceiling));
        return ceiling;
    }
}
