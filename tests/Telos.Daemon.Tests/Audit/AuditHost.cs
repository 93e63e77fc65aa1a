using Telos.Core.Audit;
using Telos.Daemon.Audit;
using Telos.Daemon.Events;
using Xunit;

namespace Telos.Daemon.Tests.Audit;

/// <summary>A log, its keeper and its store, in files of their own.</summary>
internal sealed class AuditHost : IDisposable
{
    private const int WaitMs = 20_000;

    private readonly TempDirectory _temp = new();

    public AuditHost()
    {
        Paths = new AuditPaths(
            _temp.File("audit.jsonl"), _temp.File("audit.db"), _temp.File("audit.key"), _temp.File("audit.pub"));
    }

    public static AuditRecord Record { get; } = new(
        0, "2026-01-02T03:04:05.678Z", "refused", 7, 10, 9, 1000, "curl", "network", "DENY", "net_not_granted", "CLEAN",
        "connect tcp 192.0.2.1:443", "fetch a page");

    public AuditPaths Paths { get; }

    public AuditFindings Findings => AuditVerification.Verify(Paths);

    /// <summary>A daemon's time: what it appends is stored when it ends.</summary>
    public void Live(int records, long fileBytesMax = 1 << 20, long keptMax = AuditKeeper.KeptMax) =>
        Live(log => Append(log, records), fileBytesMax, keptMax);

    public void Live(Action<AuditLog> act, long fileBytesMax = 1 << 20, long keptMax = AuditKeeper.KeptMax)
    {
        using AuditLog log = new(Paths.Log, fileBytesMax, AuditKeeper.Stored(Paths));
        using AuditKeeper keeper = new(log, Paths, keptMax);
        act(log);
    }

    /// <summary>A daemon that is killed before anything is stored.</summary>
    public void Die(int records)
    {
        using AuditLog log = new(Paths.Log, 1 << 20, AuditKeeper.Stored(Paths));
        Append(log, records);
    }

    public static void Append(AuditLog log, int records)
    {
        for (int i = 0; i < records; i++)
        {
            log.Append(Record);
        }
    }

    /// <summary>What an intruder would do in the store.</summary>
    public void Execute(string sql)
    {
        using Microsoft.Data.Sqlite.SqliteConnection connection = new($"Data Source={Paths.Store};Pooling=False");
        connection.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // A test's own words.
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.True(command.ExecuteNonQuery() > 0, sql);
    }

    public static void Await(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, WaitMs));

    public void Dispose() => _temp.Dispose();
}
