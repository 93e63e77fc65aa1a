using System.Buffers.Binary;
using System.Text.Json;
using Telos.Core.Audit;
using Telos.Daemon.Events;

namespace Telos.Fuzz.Targets;

/// <summary>A record of the ring, laid out as in tests/Telos.Core.Tests/Abi: it becomes either a line or a fault.</summary>
internal static class EventRecords
{
    private const int KindOffset = 8;
    private const int AgentOffset = 28;
    private const int PidOffset = 32;
    private const int ParentPidOffset = 60;
    private const int UidOffset = 40;

    // Of telos_event_header, _exec, _network, _file and _tamper.
    private static readonly int[] s_lengths = [120, 408, 152, 432, 128];

    // It has no name, so that nothing of it stays.
    private static readonly AuditLog s_log = OpenNameless();

    private static readonly AuditLines s_lines = new();

    private static AuditRecord? s_written;

    public static void Consume(ReadOnlySpan<byte> record)
    {
        s_written = null;
        EventWriter writer = new(s_log, _ => null);
        writer.Consume(record);
        writer.Settle();
        bool isEvent = IsEvent(record);
        Claim.Holds((s_written is not null) == isEvent);
        Claim.Holds((writer.Fault is null) == isEvent);
        if (isEvent)
        {
            CheckFields(record, s_written!);
            CheckLine(s_written!);
        }
    }

    private static AuditLog OpenNameless()
    {
        string path = Path.GetTempFileName();
        AuditLog log = new(path);
        File.Delete(path);
        log.EventsAppended += batch =>
        {
            Claim.Holds(s_written is null && batch.Count == 1);
            s_lines.Clear(AuditChain.Start);
            s_lines.Add(batch, 0);
            Claim.Holds(AuditFile.TryParse(s_lines.Text[..^1], out s_written));
        };
        return log;
    }

    private static bool IsEvent(ReadOnlySpan<byte> record)
    {
        if (record.Length < s_lengths[0])
        {
            return false;
        }

        uint kind = Number(record, KindOffset);
        return kind > 0 && kind < s_lengths.Length && record.Length >= s_lengths[kind];
    }

    private static void CheckFields(ReadOnlySpan<byte> record, AuditRecord written)
    {
        Claim.Holds(written.Agent == Number(record, AgentOffset));
        Claim.Holds(written.Pid == Number(record, PidOffset));
        Claim.Holds(written.ParentPid == Number(record, ParentPidOffset));
        Claim.Holds(written.Uid == Number(record, UidOffset));
        Claim.Holds(!written.Program.Contains('\0') && !written.Subject.Contains('\0'));
        Claim.Holds(written.Lineage?.Contains('\0') != true);
    }

    // The log is read line by line, and by people on terminals.
    private static void CheckLine(AuditRecord written)
    {
        byte[] line = JsonSerializer.SerializeToUtf8Bytes(written, AuditJson.Default.AuditRecord);
        Claim.Holds(!line.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~'));
        Claim.Holds(JsonSerializer.Deserialize(line, AuditJson.Default.AuditRecord) == written);
    }

    private static uint Number(ReadOnlySpan<byte> record, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[offset..]);
}
