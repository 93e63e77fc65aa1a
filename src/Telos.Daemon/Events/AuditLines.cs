using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Telos.Core.Audit;

namespace Telos.Daemon.Events;

/// <summary>
/// Lines of the log that are sealed to each other and not yet written, in a buffer that grows to what was needed once and is
/// used again.
/// </summary>
internal sealed class AuditLines : IBufferWriter<byte>, IDisposable
{
    private const int FirstBytes = 4096;

    private static readonly JsonEncodedText s_id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText s_time = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText s_action = JsonEncodedText.Encode("action");
    private static readonly JsonEncodedText s_agent = JsonEncodedText.Encode("agent");
    private static readonly JsonEncodedText s_pid = JsonEncodedText.Encode("pid");
    private static readonly JsonEncodedText s_parentPid = JsonEncodedText.Encode("parent_pid");
    private static readonly JsonEncodedText s_uid = JsonEncodedText.Encode("uid");
    private static readonly JsonEncodedText s_program = JsonEncodedText.Encode("program");
    private static readonly JsonEncodedText s_gate = JsonEncodedText.Encode("gate");
    private static readonly JsonEncodedText s_verdict = JsonEncodedText.Encode("verdict");
    private static readonly JsonEncodedText s_reason = JsonEncodedText.Encode("reason");
    private static readonly JsonEncodedText s_taint = JsonEncodedText.Encode("taint");
    private static readonly JsonEncodedText s_subject = JsonEncodedText.Encode("subject");
    private static readonly JsonEncodedText s_goal = JsonEncodedText.Encode("goal");
    private static readonly JsonEncodedText s_lineage = JsonEncodedText.Encode("lineage");
    private static readonly JsonEncodedText s_call = JsonEncodedText.Encode("call");

    private readonly Utf8JsonWriter _json;
    private readonly byte[] _hash = AuditChain.Start;
    private readonly List<int> _ends = [];
    private byte[] _bytes = new byte[FirstBytes];
    private int _end;

    public AuditLines()
    {
        _json = new Utf8JsonWriter(this);
        Clear(AuditChain.Start);
    }

    public int Count => _ends.Count;

    /// <summary>The lines with their ends.</summary>
    public ReadOnlySpan<byte> Text => _bytes.AsSpan(1, _end - 1);

    /// <summary>The same behind an end of line, for a file whose last one is torn.</summary>
    public ReadOnlySpan<byte> TextOnANewLine => _bytes.AsSpan(0, _end);

    /// <summary>Leaves none. The next is sealed to that hash.</summary>
    public void Clear(ReadOnlySpan<byte> hash)
    {
        hash.CopyTo(_hash);
        _ends.Clear();
        _bytes[0] = (byte)'\n';
        _end = 1;
    }

    public void Add(AuditRecord record)
    {
        JsonSerializer.Serialize(_json, record, AuditJson.Default.AuditRecord);
        EndLine();
    }

    /// <summary>As if it were an <see cref="AuditRecord"/> of the same members.</summary>
    public void Add(EventBatch batch, int index)
    {
        ref readonly EventRecord record = ref batch[index];
        Span<byte> time = stackalloc byte[AuditTime.Length];
        AuditTime.Write(record.Time, time);
        _json.WriteStartObject();
        _json.WriteNumber(s_id, record.Id);
        _json.WriteString(s_time, time);
        _json.WriteString(s_action, record.Action);
        _json.WriteNumber(s_agent, record.Agent);
        _json.WriteNumber(s_pid, record.Pid);
        _json.WriteNumber(s_parentPid, record.ParentPid);
        _json.WriteNumber(s_uid, record.Uid);
        _json.WriteString(s_program, batch.ProgramOf(index));
        _json.WriteString(s_gate, record.Gate);
        _json.WriteString(s_verdict, record.Verdict);
        _json.WriteString(s_reason, record.Reason);
        _json.WriteString(s_taint, record.Taint);
        _json.WriteString(s_subject, batch.SubjectOf(index));
        if (record.Goal is not null)
        {
            _json.WriteString(s_goal, record.Goal);
        }

        ReadOnlySpan<byte> lineage = batch.LineageOf(index);
        if (lineage.Length > 0)
        {
            _json.WriteString(s_lineage, lineage);
        }

        if (record.Call is not null)
        {
            _json.WriteString(s_call, record.Call);
        }

        _json.WriteEndObject();
        EndLine();
    }

    /// <summary>
    /// How many of them are whole in the first bytes of <see cref="Text"/>, though the last may lack its end of line, which the
    /// next one begins with; and the bytes of those.
    /// </summary>
    public (int Count, int Bytes) WholeIn(long bytes)
    {
        int count = 0;
        while (count < _ends.Count && _ends[count] - 2 <= bytes)
        {
            count++;
        }

        return (count, count == 0 ? 0 : _ends[count - 1] - 1);
    }

    /// <summary>The seal of the last of the first so many.</summary>
    public byte[] HashOfLast(int count)
    {
        Debug.Assert(count > 0);
        int start = count == 1 ? 1 : _ends[count - 2];
        return AuditChain.HashOf(_bytes.AsSpan(start, _ends[count - 1] - 1 - start));
    }

    /// <summary>The seal of the last.</summary>
    public ReadOnlySpan<byte> Hash => _hash;

    public void Advance(int count) => _end += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_end);
    }

    public void Dispose() => _json.Dispose();

    private void EndLine()
    {
        _json.Flush();
        _json.Reset();
        int start = Count == 0 ? 1 : _ends[^1];
        int length = _end - start;
        Reserve(AuditChain.SealBytes);
        _end = start + AuditChain.Seal(_bytes.AsSpan(start), length, _hash);
        _bytes[_end++] = (byte)'\n';
        _ends.Add(_end);
    }

    private void Reserve(int bytes)
    {
        if (_bytes.Length - _end < Math.Max(bytes, 1))
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _end + bytes));
        }
    }
}
