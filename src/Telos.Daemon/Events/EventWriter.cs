using Telos.Core.Abi;
using Telos.Core.Audit;
using Telos.Daemon.Agents;
using Telos.Linux;
using Telos.Linux.Ring;

namespace Telos.Daemon.Events;

/// <summary>
/// Turns the events of the ring into audit records, many at a time and each before the ring forgets its event. Nothing is
/// allocated for one.
/// </summary>
internal sealed class EventWriter(AuditLog log, Func<uint, AgentEntry?> find) : IRingConsumer, IEventSink
{
    private const ulong NsPerTick = 100;

    private readonly EventBatch _batch = new();
    private DateTime _booted;
    private bool _taintRose;

    /// <summary>The last record that could not be read, for status.</summary>
    public string? Fault { get; private set; }

    /// <summary>An agent's taint rose, in the kernel and a moment ago.</summary>
    public event Action? TaintRaised;

    public void Consume(ReadOnlySpan<byte> record)
    {
        if (_batch.IsFull)
        {
            Settle();
        }

        if (_batch.Count == 0)
        {
            _booted = DateTime.UtcNow - TimeSpan.FromTicks((long)(Clock.BootNs() / NsPerTick));
        }

        EventWriter sink = this;
        DispatchStatus status = EventDispatch.Dispatch(record, ref sink);
        if (status != DispatchStatus.Dispatched)
        {
            Fault = $"an event of {record.Length} bytes was not understood ({status})";
        }
    }

    public void Settle()
    {
        if (_batch.Count == 0)
        {
            return;
        }

        log.Append(_batch);
        _batch.Clear();
        if (_taintRose)
        {
            _taintRose = false;
            TaintRaised?.Invoke();
        }
    }

    public void OnExec(in EventExec e) => Add(e.Header, EventText.UntilZero(e.PathBytes));

    public void OnNetwork(in EventNetwork e)
    {
        Utf8Text text = new(stackalloc byte[EventText.BytesMax]);
        EventText.AddDestination(ref text, e);
        Add(e.Header, text.Written, refusal: e.Operation == NetOperation.Arrive ? "dropped" : "refused");
    }

    public void OnFile(in EventFile e)
    {
        Utf8Text text = new(stackalloc byte[EventText.BytesMax]);
        EventText.AddAccess(ref text, e);
        Add(e.Header, text.Written, e.Level, call: CallWords.Of(e.Call));
    }

    public void OnTamper(in EventTamper e)
    {
        Utf8Text text = new(stackalloc byte[EventText.BytesMax]);
        EventText.AddTarget(ref text, e);
        Add(e.Header, text.Written);
    }

    private void Add(
        in EventHeader header, ReadOnlySpan<byte> subject, Taint level = Taint.Clean, string refusal = "refused",
        string? call = null)
    {
        AgentEntry? agent = find(header.AgentId);
        bool isDecoy = header.Reason == Reason.DecoyRead;
        bool isTaint = isDecoy || header.Reason == Reason.TaintRaised;
        _taintRose |= isTaint;
        string action = agent is { IsCanary: true } ? "probed"
            : isDecoy ? "decoy"
            : isTaint ? "taint"
            : header.Verdict == Verdict.Audit ? "audited" : refusal;
        EventRecord record = new()
        {
            Time = _booted.AddTicks((long)(header.TimeNs / NsPerTick)),
            Action = action,
            Agent = header.AgentId,
            Pid = header.Pid,
            ParentPid = header.Parent.Pid,
            Uid = header.Uid,
            Gate = EventWords.Of(header.Gate),
            Verdict = EventWords.Of(header.Verdict),
            Reason = ReasonText.Name(header.Reason),
            Taint = EventWords.Of(isTaint ? level : header.Taint),
            Goal = agent?.Goal,
            Call = call,
        };
        Utf8Text lineage = new(stackalloc byte[EventText.LineageBytesMax]);
        EventText.AddLineage(ref lineage, header);
        _batch.Add(record, EventText.UntilZero(header.CommBytes), subject, lineage.Written);
    }
}
