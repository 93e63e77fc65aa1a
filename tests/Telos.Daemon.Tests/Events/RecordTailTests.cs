using Telos.Core.Audit;
using Telos.Daemon.Events;
using Xunit;

namespace Telos.Daemon.Tests.Events;

public sealed class RecordTailTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("telos-tail").FullName;

    private string LogPath => Path.Combine(_directory, "audit.jsonl");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Take_OverNewFiles_HasEachRecordOnce()
    {
        using AuditLog log = new(LogPath, fileBytesMax: 4096);
        using RecordTail tail = RecordTail.After(LogPath, 0);
        List<long> taken = [];
        for (int i = 0; i < 100; i++)
        {
            log.Append(Record(i));
            log.Append(Record(i));
            taken.AddRange(tail.Take().Select(record => record.Id));
        }

        Assert.True(log.Files > 3, $"{log.Files} new files");
        Assert.Equal(Enumerable.Range(1, 200).Select(id => (long)id), taken);
    }

    [Fact]
    public void Take_AfterARecord_LeavesOutWhatCameBefore()
    {
        using AuditLog log = new(LogPath);
        log.Append(Record(1));
        using RecordTail tail = RecordTail.After(LogPath, 1);
        Assert.Empty(tail.Take());
        log.Append(Record(2));
        Assert.Equal(2, Assert.Single(tail.Take()).Id);
        Assert.Empty(tail.Take());
    }

    private static AuditRecord Record(int subject) =>
        new(0, "", "refused", 1, 1, 1, 0, "", "exec", "DENY", "exec_not_granted", "CLEAN", $"subject {subject}");
}
