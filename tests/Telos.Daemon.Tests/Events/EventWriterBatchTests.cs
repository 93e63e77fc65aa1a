using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Daemon.Metrics;
using Xunit;

namespace Telos.Daemon.Tests.Events;

/// <summary>Many events at a time, as they come out of the ring.</summary>
public sealed class EventWriterBatchTests
{
    private static readonly byte[] s_address = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

    private static readonly byte[][] s_events =
    [
        EventBytes.Exec(reason: 10, verdict: 1, "/usr/bin/nc"),
        EventBytes.Network(20, s_address, operation: 1, family: 10, port: 443, protocol: 6),
        EventBytes.File(30, level: 4, access: 3, "/srv/\"a\\b\"/\u00e9<&>"),
        EventBytes.Tamper(53, 4242),
    ];

    // With what JSON must escape, so that the two ways to write a line have something to differ in.
    private readonly AgentEntry _agent = new(7, 1000, "/usr/bin/curl", AnyCgroup.Open())
    {
        Policy = new CompiledPolicy(
            Core.Abi.Verdict.Allow, "fetch \"a\" page \u00e9\U0001F600", TimeSpan.FromMinutes(1), [], [], [], []),
    };

    [Fact]
    public void Consume_OfMoreThanABatch_WritesEachOnceInTheirOrderAndSealed()
    {
        using TempDirectory temp = new();
        string path = temp.File("audit.jsonl");
        const int Count = (3 * EventBatch.CountMax) + 5;
        using (AuditLog log = new(path))
        {
            EventWriter writer = new(log, _ => _agent);
            for (uint i = 0; i < Count; i++)
            {
                writer.Consume(EventBytes.Tamper(53, targetPid: i + 1));
            }

            writer.Settle();
        }

        AuditRecord[] records = [.. AuditFile.Read(path)];
        Assert.Equal(
            Enumerable.Range(1, Count).Select(i => ((long)i, $"process {i}")), records.Select(each => (each.Id, each.Subject)));
        byte[] hash = AuditChain.Start;
        Assert.All(AuditFile.ReadLines(path), line =>
        {
            Assert.True(AuditChain.Follows(line, hash));
            Assert.True(AuditChain.TryHash(line, hash));
        });
    }

    [Fact]
    public void Settle_WritesTheLinesThatTheRecordsThemselvesWouldHave()
    {
        using TempDirectory temp = new();
        using (AuditLog log = new(temp.File("events")))
        {
            Consume(new EventWriter(log, _ => _agent), s_events);
        }

        using (AuditLog log = new(temp.File("records")))
        {
            foreach (AuditRecord record in AuditFile.Read(temp.File("events")))
            {
                log.Append(record);
            }
        }

        Assert.Equal(File.ReadAllText(temp.File("records")), File.ReadAllText(temp.File("events")));
    }

    [Theory]
    [InlineData("61FF62", "a\uFFFDb")]
    [InlineData("61C3", "a\uFFFD")]
    [InlineData("F0908D", "\uFFFD")]
    [InlineData("EDA080", "\uFFFD\uFFFD\uFFFD")]
    [InlineData("0A1B5B6D", "\n\u001b[m")]
    [InlineData("", "")]
    public void Settle_OfAnyBytes_WritesWhatCanBeRead(string hex, string text)
    {
        using TempDirectory temp = new();
        Denials denials = new();
        byte[] exec = EventBytes.Exec(reason: 10, verdict: 1, "");
        Convert.FromHexString(hex).CopyTo(exec, 152);
        using (AuditLog log = new(temp.File("audit.jsonl")))
        {
            log.EventsAppended += denials.Add;
            Consume(new EventWriter(log, _ => null), exec);
        }

        Assert.Equal(text, Assert.Single(AuditFile.Read(temp.File("audit.jsonl"))).Subject);
        Assert.Equal(text, Assert.Single(denials.Find(7, 1).Denials).Subject);
    }

    [Fact]
    public void Settle_OfPathsThatFillTheirRoom_WritesThemWhole()
    {
        using TempDirectory temp = new();
        string path = new('\u0001', 256);
        using (AuditLog log = new(temp.File("audit.jsonl")))
        {
            EventWriter writer = new(log, _ => null);
            Consume(writer, [.. Enumerable.Repeat(EventBytes.File(30, level: 4, access: 3, path), EventBatch.CountMax)]);
        }

        Assert.All(AuditFile.Read(temp.File("audit.jsonl")), record => Assert.Equal($"read and write {path}", record.Subject));
    }

    [Fact]
    public void Settle_ToldAfterwards_HasTheNumbersOfTheLog()
    {
        using TempDirectory temp = new();
        Denials denials = new();
        List<DenialRecord> followed = [];
        _ = denials.Follow(7, followed.Add);
        using AuditLog log = new(temp.File("audit.jsonl"));
        log.EventsAppended += denials.Add;
        Consume(new EventWriter(log, _ => _agent), s_events);

        DenialRecord[] found = denials.Find(7, 10).Denials;
        Assert.Equal([1L, 2, 3, 4], found.Select(denial => denial.Id));
        Assert.Equal(found, followed);
        Assert.Equal(
            ("exec", "exec_not_granted", "/usr/bin/nc", "curl", 10u, "enforce", "The intent does not need this program."),
            (found[0].Gate, found[0].Reason, found[0].Subject, found[0].Program, found[0].Pid, found[0].Mode, found[0].Cause));
        Assert.Equal(AuditFile.Read(temp.File("audit.jsonl")).Select(record => record.Time), found.Select(denial => denial.Time));
    }

    [Fact]
    public void Consume_AllocatesNothing()
    {
        using TempDirectory temp = new();
        using AuditLog log = new(temp.File("audit.jsonl"));
        Denials denials = new();
        RecordCounts counts = new();
        log.EventsAppended += denials.Add;
        log.EventsAppended += counts.Add;
        EventWriter writer = new(log, _ => _agent);
        byte[][] many = [.. Enumerable.Range(0, 2 * EventBatch.CountMax).Select(i => s_events[i % s_events.Length])];
        for (int i = 0; i < 20; i++)
        {
            Consume(writer, many);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Consume(writer, many);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Settle_OnAFullDisk_CountsAllOfTheBatchAndTheNextTellsWhich()
    {
        using FullLog full = new();
        EventWriter writer = new(full.Log, _ => _agent);
        Consume(writer, s_events);
        Assert.Equal(4, full.Log.LostCount);
        Assert.StartsWith($"record 1 could not be written to {full.Path}: ", full.Log.Fault, StringComparison.Ordinal);
        full.MakeRoom();
        Consume(writer, s_events);

        AuditRecord[] records = [.. AuditFile.Read(full.Path + ".1"), .. AuditFile.Read(full.Path)];
        Assert.Equal([5L, 6, 7, 8, 9], records.Select(record => record.Id));
        Assert.True(LostRecords.Covers(records[0], 1, 4));
    }

    [Fact]
    public void Settle_OnADiskThatTakesAPart_KeepsWhatIsWholeAndSaysWhichAreLost()
    {
        using SmallDisk disk = new(4 * 4096);
        string path = disk.File("audit.jsonl");
        byte[][] many = [.. Enumerable.Repeat(s_events[0], 100)];
        using AuditLog log = new(path);
        EventWriter writer = new(log, _ => _agent);
        File.WriteAllBytes(disk.File("other"), new byte[4096]);
        Consume(writer, many);
        long[] whole = [.. AuditFile.Read(path).Select(record => record.Id)];
        Assert.InRange(whole.Length, 10, 90);
        Assert.Equal(Enumerable.Range(1, whole.Length).Select(id => (long)id), whole);
        Assert.Equal(100 - whole.Length, log.LostCount);

        File.Delete(disk.File("other"));
        Consume(writer, s_events[1]);
        AuditRecord[] records = [.. AuditFile.Read(path)];
        Assert.Equal([101L, 102L], records[^2..].Select(record => record.Id));
        Assert.True(LostRecords.Covers(records[^2], whole.Length + 1, 100));
        byte[] hash = AuditChain.Start;
        foreach (byte[] line in AuditFile.ReadLines(path).Where(line => AuditFile.TryParse(line, out _)))
        {
            Assert.True(AuditChain.Follows(line, hash));
            Assert.True(AuditChain.TryHash(line, hash));
        }
    }

    private static void Consume(EventWriter writer, params byte[][] events)
    {
        foreach (byte[] each in events)
        {
            writer.Consume(each);
        }

        writer.Settle();
    }
}
