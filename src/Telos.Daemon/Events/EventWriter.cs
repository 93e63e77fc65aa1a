using Telos.Core.Abi;
using Telos.Core.Audit;
using Telos.Daemon.Agents;
using Telos.Linux;
using Telos.Linux.Ring;

namespace Telos.Daemon.Events;

/// <summary>Turns each event of the ring into an audit record.</summary>
/// <param name="append">Takes the record, numbers it and returns the number.</param>
internal sealed class EventWriter(Func<AuditRecord, long> append, Func<uint, AgentEntry?> find) : IRingConsumer, IEventSink
{
    private const ulong NsPerTick = 100;
    private const ulong FileAccessRead = KernelAbi.TELOS_ACCESS_READ;

    /// <summary>The last record that could not be read, for status.</summary>
    public string? Fault { get; private set; }

    /// <summary>An agent's taint rose, in the kernel and a moment ago.</summary>
    public event Action? TaintRaised;

    public void Consume(ReadOnlySpan<byte> record)
    {
        EventWriter sink = this;
        DispatchStatus status = EventDispatch.Dispatch(record, ref sink);
        if (status != DispatchStatus.Dispatched)
        {
            Fault = $"an event of {record.Length} bytes was not understood ({status})";
        }
    }

    public void OnExec(in EventExec e) => Write(e.Header, EventText.OfBytes(e.PathBytes));

    public void OnNetwork(in EventNetwork e) =>
        Write(e.Header, EventText.OfDestination(e), refusal: e.Operation == NetOperation.Arrive ? "dropped" : "refused");

    public void OnFile(in EventFile e)
    {
        string access = (e.Access & KernelAbi.TELOS_ACCESS_CONNECT) != 0 ? "connect to"
            : (e.Access & KernelAbi.TELOS_ACCESS_WRITE) == 0 ? "read"
            : (e.Access & FileAccessRead) == 0 ? "write" : "read and write";
        Write(e.Header, $"{access} {EventText.OfBytes(e.PathBytes)}", e.Level);
    }

    public void OnTamper(in EventTamper e) => Write(e.Header, e.TargetPid == 0 ? "" : $"process {e.TargetPid}");

    /// <summary>The wall-clock time of a boot-clock reading, by the present difference of the two.</summary>
    internal static string TimeOf(ulong bootNs)
    {
        return AuditTime.Of(DateTime.UtcNow - TimeSpan.FromTicks((long)((Clock.BootNs() - bootNs) / NsPerTick)));
    }

    private void Write(
        in EventHeader header, string subject, Taint level = Taint.Clean, string refusal = "refused")
    {
        AgentEntry? agent = find(header.AgentId);
        string action = agent is { IsCanary: true } ? "probed"
            : header.Reason == Reason.TaintRaised ? "taint"
            : header.Verdict == Verdict.Audit ? "audited" : refusal;
        append(new AuditRecord(
            Id: 0,
            TimeOf(header.TimeNs),
            action,
            header.AgentId,
            header.Pid,
            header.ParentPid,
            header.Uid,
            EventText.OfBytes(header.CommBytes),
            header.Gate.ToString().ToLowerInvariant(),
            header.Verdict.ToString().ToUpperInvariant(),
            ReasonText.Name(header.Reason),
            (header.Reason == Reason.TaintRaised ? level : header.Taint).ToString().ToUpperInvariant(),
            subject,
            agent?.Goal));
        if (header.Reason == Reason.TaintRaised)
        {
            TaintRaised?.Invoke();
        }
    }
}
