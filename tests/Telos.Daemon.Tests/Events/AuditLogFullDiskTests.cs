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
    private readonly SmallDisk _disk = new(256 * 1024);

    private string LogPath => _disk.File("audit.jsonl");

    private string Filler => _disk.File("filler");

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
        using (AuditLog log = new(LogPath))
        using (JournalTail tail = new(log, LogPath, 0))
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

                File.Delete(Filler);
            }

            Append(log, random, 5);
            tailed.AddRange(tail.Take(1000));
            AssertAccounts(AuditFile.ReadLines(LogPath), log.LostCount, log.LastId);
            Assert.Equal(Records(AuditFile.ReadLines(LogPath)).Select(r => r.Id), tailed.Select(line => line.Record.Id));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Append_OfADaemonStartedOnAFullDisk_GoesOnFromTheLastRecord(int seed)
    {
        Random random = new(seed);
        long told;
        using (AuditLog log = new(LogPath))
        {
            Append(log, random, 10);
            Fill();
            while (log.LostCount == 0)
            {
                Append(log, random, 1);
            }

            told = Records(AuditFile.ReadLines(LogPath))[^1].Id;
        }

        File.Delete(Filler);
        using AuditLog next = new(LogPath);
        Append(next, random, 3);
        Assert.InRange(next.LastId, told + 3, told + 4);
        AssertAccounts(AuditFile.ReadLines(LogPath), 0, next.LastId);
    }

    // The last record was whole but for its end of line.
    [Fact]
    public void Append_AfterARecordWithoutItsEndOfLine_CountsThatOne()
    {
        using (AuditLog log = new(LogPath))
        {
            Append(log, new Random(1), 2);
        }

        using (FileStream file = new(LogPath, FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        using AuditLog next = new(LogPath);
        Append(next, new Random(1), 1);
        Assert.Equal([1L, 2L, 3L], Records(AuditFile.ReadLines(LogPath)).Select(record => record.Id));
        AssertAccounts(AuditFile.ReadLines(LogPath), 0, 3);
    }

    public void Dispose() => _disk.Dispose();

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

    private void Fill()
    {
        using FileStream filler = new(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
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
