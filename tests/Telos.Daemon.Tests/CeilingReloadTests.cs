using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Daemon.Events;
using Telos.Linux.Processes;
using Xunit;

namespace Telos.Daemon.Tests;

public sealed class CeilingReloadTests : IDisposable
{
    private static readonly PeerCredentials s_operator = new(4711, 0, 0);

    private readonly TempDirectory _temp = new();
    private readonly List<Ceiling> _applied = [];
    private readonly AuditLog _log;
    private readonly LiveCeiling _live;
    private readonly CeilingReload _reload;
    private string? _refusal;

    public CeilingReloadTests()
    {
        Write("network: {denied_hosts: [a.example]}");
        Assert.Empty(CeilingSource.Read(Policy, out Ceiling ceiling));
        _live = new LiveCeiling(ceiling);
        _log = new AuditLog(_temp.File("audit.jsonl"));
        _reload = new CeilingReload(Policy, _live, Apply, new Journal(_log));
    }

    private string Policy => _temp.File("policy.yaml");

    public void Dispose()
    {
        _reload.Dispose();
        _log.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void Reload_OfAnotherFile_PutsItInForceAndSaysWhatChanged()
    {
        Write("network: {denied_hosts: [b.example]}");
        CeilingReloadOutcome outcome = _reload.Reload(s_operator);
        Assert.Equal(["b.example"], _live.Current.DeniedHosts);
        Assert.Same(_live.Current, Assert.Single(_applied));
        Assert.Equal(
            [
                "wider     network.denied_hosts: a.example is not listed any more",
                "narrower  network.denied_hosts: b.example is listed now",
            ],
            outcome.Lines());
        AuditRecord record = Assert.Single(Records());
        Assert.Equal(("reloaded", 4711u), (record.Action, record.Pid));
        Assert.Contains("b.example is listed now", record.Subject, StringComparison.Ordinal);
        Assert.Null(_reload.Fault);
    }

    [Fact]
    public void Reload_OfAFileWithFaults_KeepsWhatIsInForceAndTellsThemAll()
    {
        Ceiling before = _live.Current;
        Write("network: {denied_hosts: [c.example], send: 1}\nexec: {}\n");
        DaemonException error = Assert.Throws<DaemonException>(() => _reload.Reload(s_operator));
        string[] faults = error.Message.Split('\n');
        Assert.Equal(2, faults.Length);
        Assert.StartsWith($"{Policy}:1:44: send is true or false", faults[0], StringComparison.Ordinal);
        Assert.StartsWith($"{Policy}:2:1: unknown key \"exec\"", faults[1], StringComparison.Ordinal);
        Assert.Same(before, _live.Current);
        Assert.Empty(_applied);
        Assert.Equal(faults[0], _reload.Fault);
        AuditRecord record = Assert.Single(Records());
        Assert.Equal("reload-refused", record.Action);
        Assert.Contains(":1:44: ", record.Subject, StringComparison.Ordinal);

        Write("");
        _ = _reload.Reload(s_operator);
        Assert.Null(_reload.Fault);
    }

    [Fact]
    public void Reload_WhenTheKernelTakesItNot_KeepsWhatIsInForce()
    {
        Ceiling before = _live.Current;
        Write("");
        _refusal = "cannot label /srv: E2BIG";
        DaemonException error = Assert.Throws<DaemonException>(() => _reload.Reload(s_operator));
        Assert.Equal($"{Policy}: cannot label /srv: E2BIG", error.Message);
        Assert.Same(before, _live.Current);
    }

    // Without a file the built-in ceiling holds, but only for a daemon that starts: who removes it opens nothing.
    [Fact]
    public void Reload_OfAFileThatIsGone_KeepsWhatIsInForce()
    {
        File.Delete(Policy);
        DaemonException error = Assert.Throws<DaemonException>(() => _reload.Reload(s_operator));
        Assert.Equal($"{Policy}: no such file", error.Message);
        Assert.Equal(["a.example"], _live.Current.DeniedHosts);
    }

    [Fact]
    public void Reload_OfWhatTheDaemonIsBuiltOn_WaitsForARestart()
    {
        Write("dns: {upstreams: [192.0.2.1]}\nnetwork: {denied_hosts: [a.example]}\nintents: {ttl_max: 2h}\n");
        string[] expected =
            ["wider     intents.ttl_max: 1h -> 2h", "other     dns.upstreams: none -> 192.0.2.1 (when the daemon starts again)"];
        Assert.Equal(expected, _reload.Reload(s_operator).Lines());
        Assert.Empty(_live.Current.DnsUpstreams);
        Assert.Equal(expected[1..], _reload.Reload(s_operator).Lines());
    }

    [Fact]
    public void Reload_OfWhoAdjudicates_WaitsForARestart()
    {
        Write("network: {denied_hosts: [a.example]}\nadjudication: {order: []}\n");
        Assert.Equal(
            ["other     adjudication.order: person -> none (when the daemon starts again)"],
            _reload.Reload(s_operator).Lines());
        Assert.NotEmpty(_live.Current.Adjudication.Order);
    }

    [Fact]
    public void Watch_AChangedFile_IsTakenOnceItStaysAsItIs()
    {
        _reload.Watch();
        Write("network: {denied_hosts: [bb.example]}");
        _reload.Watch();
        Assert.Equal(["a.example"], _live.Current.DeniedHosts);
        Write("network: {denied_hosts: [ccc.example]}");
        _reload.Watch();
        Assert.Equal(["a.example"], _live.Current.DeniedHosts);
        _reload.Watch();
        Assert.Equal(["ccc.example"], _live.Current.DeniedHosts);
        _reload.Watch();
        Assert.Single(_applied);
    }

    [Fact]
    public void Watch_AFileWithAFault_IsToldOnce()
    {
        Write("network: {send: maybe}");
        for (int i = 0; i < 4; i++)
        {
            _reload.Watch();
        }

        Assert.Equal("reload-refused", Assert.Single(Records()).Action);
        Assert.Equal(["a.example"], _live.Current.DeniedHosts);
    }

    private void Apply(Ceiling ceiling)
    {
        if (_refusal is string refusal)
        {
            throw new DaemonException(refusal);
        }

        _applied.Add(ceiling);
    }

    private void Write(string yaml) => File.WriteAllText(Policy, yaml);

    private List<AuditRecord> Records() => [.. AuditFile.Read(_temp.File("audit.jsonl"))];
}
