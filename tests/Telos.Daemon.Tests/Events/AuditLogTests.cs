using Telos.Core.Audit;
using Telos.Daemon.Events;
using Xunit;

namespace Telos.Daemon.Tests.Events;

public sealed class AuditLogTests
{
    private static readonly AuditRecord s_record = new(
        0, "2026-01-02T03:04:05.678Z", "refused", 7, 10, 9, 1000, "curl", "network", "DENY", "net_not_granted", "CLEAN",
        "connect tcp 192.0.2.1:443", "fetch a page");

    [Fact]
    public void Append_NumbersFromOneAndWritesALineEach()
    {
        using TempDirectory temp = new();
        string path = temp.File("audit.jsonl");
        using (AuditLog log = new(path))
        {
            Assert.Equal(1, log.Append(s_record));
            Assert.Equal(2, log.Append(s_record with { Goal = null }));
        }

        Assert.Equal(
            """
            {"id":1,"time":"2026-01-02T03:04:05.678Z","action":"refused","agent":7,"pid":10,"parent_pid":9,"uid":1000,
            "program":"curl","gate":"network","verdict":"DENY","reason":"net_not_granted","taint":"CLEAN",
            "subject":"connect tcp 192.0.2.1:443","goal":"fetch a page"}
            """.ReplaceLineEndings(""),
            File.ReadLines(path).First());
        Assert.EndsWith("\"subject\":\"connect tcp 192.0.2.1:443\"}\n", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Append_AfterReopening_NumbersOn()
    {
        using TempDirectory temp = new();
        string path = temp.File("audit.jsonl");
        using (AuditLog log = new(path))
        {
            log.Append(s_record);
            log.Append(s_record);
        }

        using AuditLog again = new(path);
        Assert.Equal(3, again.Append(s_record));
        Assert.Equal([1L, 2L, 3L], Ids(path));
    }

    [Fact]
    public void Append_AtTheLimit_BeginsANewFileAndNumbersOn()
    {
        using TempDirectory temp = new();
        string path = temp.File("audit.jsonl");
        using (AuditLog log = new(path, fileBytesMax: 600))
        {
            for (int i = 0; i < 5; i++)
            {
                log.Append(s_record);
            }
        }

        Assert.Equal([3L, 4L], Ids(path + ".1"));
        Assert.Equal([5L], Ids(path));
        using AuditLog again = new(path);
        Assert.Equal(6, again.Append(s_record));
    }

    [Fact]
    public void Append_WhenTheFullFileCannotBeMoved_WritesOnSaysSoAndMovesItLater()
    {
        using TempDirectory temp = new();
        string path = temp.File("audit.jsonl");
        using AuditLog log = new(path, fileBytesMax: 600);
        log.Append(s_record);
        Directory.CreateDirectory(path + ".1/in the way");
        log.Append(s_record);
        log.Append(s_record);
        Assert.Equal([1L, 2L, 3L], Ids(path));
        Assert.StartsWith($"{path} is full and no new one could be begun: ", log.Fault, StringComparison.Ordinal);

        Directory.Delete(path + ".1", recursive: true);
        log.Append(s_record);
        Assert.Equal([1L, 2L, 3L], Ids(path + ".1"));
        Assert.Equal([4L], Ids(path));
    }

    [Fact]
    public void Append_WhenOnlyTheOldFileIsLeft_NumbersOn()
    {
        using TempDirectory temp = new();
        string path = temp.File("audit.jsonl");
        using (AuditLog log = new(path))
        {
            log.Append(s_record);
        }

        File.Move(path, path + ".1");
        using AuditLog again = new(path);
        Assert.Equal(2, again.Append(s_record));
    }

    [Fact]
    public void Append_AfterATornLine_LosesThatLineAndNoOther()
    {
        using TempDirectory temp = new();
        string path = temp.File("audit.jsonl");
        using (AuditLog log = new(path))
        {
            log.Append(s_record);
            log.Append(s_record);
        }

        string whole = File.ReadAllText(path);
        File.WriteAllText(path, whole[..^20]);
        Assert.Equal([1L], Ids(path));
        using AuditLog again = new(path);
        Assert.Equal(2, again.Append(s_record));
        Assert.Equal([1L, 2L], Ids(path));
    }

    [Fact]
    public void Open_LetsOnlyTheOwnerReadAndWrite()
    {
        using TempDirectory temp = new();
        string path = temp.File("audit.jsonl");
        using AuditLog log = new(path, fileBytesMax: 1);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        log.Append(s_record);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Append_ByManyThreads_GivesEachRecordItsOwnLineAndNumber()
    {
        using TempDirectory temp = new();
        string path = temp.File("audit.jsonl");
        using (AuditLog log = new(path))
        {
            Parallel.For(0, 200, _ => log.Append(s_record));
        }

        Assert.Equal(Enumerable.Range(1, 200).Select(id => (long)id), Ids(path));
    }

    private static long[] Ids(string path) => [.. AuditFile.Read(path).Select(record => record.Id)];
}
