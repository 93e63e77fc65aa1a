using System.Diagnostics;
using Telos.Core.Audit;
using Telos.Daemon.Audit;
using Telos.Daemon.Events;
using Xunit;

namespace Telos.Daemon.Tests.Events;

/// <summary>
/// A file system of the test's own that is full, as one is: by pages, so that short records go in where long ones do not.
/// </summary>
public sealed class AuditLogFullDiskTests : IDisposable
{
    private const int FileSystemBytes = 256 * 1024;

    private readonly TempDirectory _temp = new();
    private readonly string _directory;
    private readonly string _path;
    private readonly string _filler;

    public AuditLogFullDiskTests()
    {
        _directory = _temp.File("disk");
        Directory.CreateDirectory(_directory);
        Run("mount", "-t", "tmpfs", "-o", $"size={FileSystemBytes}", "tmpfs", _directory);
        _path = $"{_directory}/audit.jsonl";
        _filler = $"{_directory}/filler";
    }

    // What may be left of the last page differs with each of these.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Append_WhileTheDiskIsFull_LeavesAChainThatTellsWhatIsMissing(int seed)
    {
        Random random = new(seed);
        List<AuditLine> tailed = [];
        using (AuditLog log = new(_path))
        using (JournalTail tail = new(log, _path, 0))
        {
            for (int round = 0; round < 3; round++)
            {
                Append(log, random, 20);
                Fill();
                long lost = log.LostCount;
                while (log.LostCount < lost + 30)
                {
                    Append(log, random, 1);
                    tailed.AddRange(tail.Take(1000));
                }

                File.Delete(_filler);
            }

            Append(log, random, 5);
            tailed.AddRange(tail.Take(1000));
            AssertAccounts(AuditFile.ReadLines(_path), log.LostCount, log.LastId);
            Assert.Equal(Records(AuditFile.ReadLines(_path)).Select(r => r.Id), tailed.Select(line => line.Record.Id));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Append_OfADaemonStartedOnAFullDisk_GoesOnFromTheLastRecord(int seed)
    {
        Random random = new(seed);
        long told;
        using (AuditLog log = new(_path))
        {
            Append(log, random, 10);
            Fill();
            while (log.LostCount == 0)
            {
                Append(log, random, 1);
            }

            told = Records(AuditFile.ReadLines(_path))[^1].Id;
        }

        File.Delete(_filler);
        using AuditLog next = new(_path);
        Append(next, random, 3);
        Assert.InRange(next.LastId, told + 3, told + 4);
        AssertAccounts(AuditFile.ReadLines(_path), 0, next.LastId);
    }

    // The last record was whole but for its end of line.
    [Fact]
    public void Append_AfterARecordWithoutItsEndOfLine_CountsThatOne()
    {
        using (AuditLog log = new(_path))
        {
            Append(log, new Random(1), 2);
        }

        using (FileStream file = new(_path, FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        using AuditLog next = new(_path);
        Append(next, new Random(1), 1);
        Assert.Equal([1L, 2L, 3L], Records(AuditFile.ReadLines(_path)).Select(record => record.Id));
        AssertAccounts(AuditFile.ReadLines(_path), 0, 3);
    }

    public void Dispose()
    {
        Run("umount", _directory);
        _temp.Dispose();
    }

    private static void AssertAccounts(IEnumerable<byte[]> lines, long lost, long last)
    {
        byte[] hash = AuditChain.Start;
        long before = 0, told = 0;
        foreach (byte[] line in lines)
        {
            if (!AuditFile.TryParse(line, out AuditRecord? record))
            {
                continue;
            }

            Assert.True(AuditChain.Follows(line, hash), $"record {record!.Id} does not follow {before}");
            if (record.Id != before + 1)
            {
                Assert.True(LostRecords.Covers(record, before + 1, record.Id - 1), $"{before} to {record.Id}: {record.Subject}");
                told += record.Id - 1 - before;
            }

            hash = AuditChain.HashOf(line).ToArray();
            before = record.Id;
        }

        Assert.Equal((last, lost), (before, told));
    }

    private static List<AuditRecord> Records(IEnumerable<byte[]> lines) =>
        [.. lines.Select(line => AuditFile.TryParse(line, out AuditRecord? record) ? record! : null).OfType<AuditRecord>()];

    private static void Append(AuditLog log, Random random, int count)
    {
        for (int i = 0; i < count; i++)
        {
            log.Append(new AuditRecord(
                0, "2026-01-01T00:00:00.000000Z", "refused", 1, 2, 3, 4, "cat", "exec", "DENY", "exec_not_granted", "CLEAN",
                new string('x', random.Next(1, 600))));
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private void Fill()
    {
        using FileStream filler = new(_filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                filler.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }
}
