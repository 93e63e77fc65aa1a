using Telos.Daemon.Audit;
using Telos.Daemon.Events;
using Xunit;

namespace Telos.Daemon.Tests.Audit;

public sealed class AuditKeeperTests : IDisposable
{
    private readonly AuditHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Append_IsStoredSoon_WithoutTheDaemonsEnd()
    {
        _host.Live(log =>
        {
            AuditHost.Append(log, 3);
            AuditHost.Await(() => AuditKeeper.Stored(_host.Paths)?.Id == 3);
        });
    }

    [Fact]
    public void Killed_BeforeItStored_StoresAtTheNextStart()
    {
        _host.Die(5);
        Assert.Null(AuditKeeper.Stored(_host.Paths));
        _host.Live(0);
        Assert.Equal(5, AuditKeeper.Stored(_host.Paths)!.Id);
    }

    [Fact]
    public void Store_ThatCannotBeUsed_IsToldAndLosesNothing()
    {
        File.WriteAllText(_host.Paths.Store, new string('x', 5000));
        using (AuditLog log = new(_host.Paths.Log, AuditKeeper.Stored(_host.Paths)))
        {
            using AuditKeeper keeper = new(log, _host.Paths);
            AuditHost.Append(log, 3);
            AuditHost.Await(() => keeper.Failures > 0);
            Assert.Contains("move it away", keeper.Fault, StringComparison.Ordinal);
        }

        File.Delete(_host.Paths.Store);
        _host.Live(1);
        Assert.Empty(_host.Findings.Faults);
        Assert.Equal(4, _host.Findings.Count);
    }

    [Fact]
    public void Key_ThatIsNone_IsToldAndNotReplaced()
    {
        File.WriteAllText(_host.Paths.Key, "no key");
        using AuditLog log = new(_host.Paths.Log);
        using AuditKeeper keeper = new(log, _host.Paths);
        AuditHost.Await(() => keeper.Failures > 0);
        Assert.StartsWith($"{_host.Paths.Key} is not a key of the audit log", keeper.Fault, StringComparison.Ordinal);
        Assert.Equal("no key", File.ReadAllText(_host.Paths.Key));
    }

    [Fact]
    public void Files_LetOnlyTheOwnerReadThem()
    {
        _host.Live(1);
        foreach (string path in (string[])[_host.Paths.Store, _host.Paths.Key])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void Find_GoesByEachMemberOfTheFilter()
    {
        _host.Live(log =>
        {
            AuditHost.Append(log, 2);
            log.Append(AuditHost.Record with
            {
                Agent = 8, Action = "taint", Gate = "file", Reason = "taint_raised", Pid = 11, Time = "2026-02-02T03:04:05.678Z",
                Subject = "read /etc/Shadow",
            });
        });
        using AuditStore store = AuditStore.TryOpenToRead(_host.Paths.Store)!;
        AuditFilter[] filters =
        [
            new(Agent: 8), new(Actions: ["taint", "cut"]), new(Gate: "file"), new(Reason: "taint_raised"), new(Pid: 11),
            new(Since: "2026-02-01"), new(Subject: "shadow"),
        ];
        Assert.All(filters, filter =>
        {
            AuditLine found = Assert.Single(store.Find(filter, 10));
            Assert.Equal(3, found.Record.Id);
            Assert.True(filter.Matches(found.Record));
            Assert.False(filter.Matches(AuditHost.Record));
        });
        Assert.Equal([2L, 3L], store.Find(new AuditFilter(), 2).Select(line => line.Record.Id));
    }
}
