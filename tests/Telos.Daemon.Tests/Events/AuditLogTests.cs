using System.Text.RegularExpressions;
using Telos.Core.Audit;
using Telos.Daemon.Audit;
using Telos.Daemon.Events;
using Xunit;

namespace Telos.Daemon.Tests.Events;

public sealed partial class AuditLogTests
{
    private const string Seal = "SEALED";

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
            "subject":"connect tcp 192.0.2.1:443","goal":"fetch a page",
            """.ReplaceLineEndings("") + Seal,
            Sealed().Replace(File.ReadLines(path).First(), Seal));
        Assert.EndsWith(
            "\"subject\":\"connect tcp 192.0.2.1:443\"," + Seal + "\n", Sealed().Replace(File.ReadAllText(path), Seal),
            StringComparison.Ordinal);
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
        using (AuditLog log = new(path, fileBytesMax: 780))
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
        using AuditLog log = new(path, fileBytesMax: 780);
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

    [Fact]
    public void Append_SealsEachRecordToTheOneBefore_AlsoOverFilesAndDaemons()
    {
        using TempDirectory temp = new();
        string path = temp.File("audit.jsonl");
        using (AuditLog log = new(path, fileBytesMax: 780))
        {
            log.Append(s_record);
            log.Append(s_record);
        }

        using (AuditLog again = new(path, fileBytesMax: 780))
        {
            again.Append(s_record);
        }

        byte[] hash = AuditChain.Start;
        byte[][] lines = [.. AuditFile.ReadLines(path + ".1"), .. AuditFile.ReadLines(path)];
        Assert.Equal(3, lines.Length);
        foreach (byte[] line in lines)
        {
            Assert.True(AuditChain.Follows(line, hash));
            Assert.True(AuditChain.TryHash(line, hash));
        }
    }

    [Fact]
    public void Append_AfterTheFilesLostWhatTheStoreHas_GoesOnFromTheStore()
    {
        using TempDirectory temp = new();
        string path = temp.File("audit.jsonl");
        byte[] hash = [.. Enumerable.Repeat((byte)7, AuditChain.HashBytes)];
        using AuditLog log = new(path, new AuditMark(AuditMark.Head, 41, hash, "", []));
        Assert.Equal(42, log.Append(s_record));
        Assert.True(AuditChain.Follows(AuditFile.LastRecord(path), hash));
    }

    [Fact]
    public void Append_ThatFails_IsCountedAndToldByTheNextThatDoesNot()
    {
        using FullLog full = new();
        full.Log.Append(s_record);
        full.Log.Append(s_record);
        Assert.Equal(2, full.Log.LostCount);
        Assert.StartsWith($"record 2 could not be written to {full.Path}: ", full.Log.Fault, StringComparison.Ordinal);
        full.MakeRoom();
        Assert.Equal(4, full.Log.Append(s_record));
        Assert.Equal(2, full.Log.LostCount);

        AuditRecord[] records = [.. AuditFile.Read(full.Path + ".1"), .. AuditFile.Read(full.Path)];
        Assert.Equal([3L, 4L], records.Select(record => record.Id));
        Assert.True(LostRecords.Covers(records[0], 1, 2));
        Assert.False(LostRecords.Covers(records[0], 1, 1));
    }

    [GeneratedRegex("\"hash\":\"[0-9a-f]{64}\"\\}")]
    private static partial Regex Sealed();

    private static long[] Ids(string path) => [.. AuditFile.Read(path).Select(record => record.Id)];
}
