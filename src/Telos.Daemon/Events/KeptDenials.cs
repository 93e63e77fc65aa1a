using System.Text;
using Telos.Core.Audit;
using Telos.Core.Protocol;

namespace Telos.Daemon.Events;

/// <summary>
/// One agent's latest refusals, and who follows them. The room of one that is forgotten is used again: nothing is allocated
/// for an event once as many are kept as can be.
/// </summary>
internal sealed class KeptDenials
{
    private readonly Kept[] _kept = new Kept[ProtocolLimits.DenialsKeptMax];
    private long _added;

    public List<Action<DenialRecord>> Followers { get; } = [];

    public bool IsFollowed => Followers.Count > 0;

    /// <summary>Older ones that are not kept any more.</summary>
    public long Forgotten => Math.Max(0, _added - _kept.Length);

    public void Add(DenialRecord denial) => Next().Denial = denial;

    public void Add(EventBatch batch, int index)
    {
        ref Kept kept = ref Next();
        kept.Denial = null;
        kept.Record = batch[index];
        kept.Text ??= new byte[EventBatch.TextBytesMax];
        kept.ProgramLength = batch.ProgramOf(index).Length;
        kept.SubjectLength = batch.SubjectOf(index).Length;
        batch.ProgramOf(index).CopyTo(kept.Text);
        batch.SubjectOf(index).CopyTo(kept.Text.AsSpan(kept.ProgramLength));
    }

    /// <summary>The latest of them, oldest first.</summary>
    public DenialRecord[] Latest(int limit)
    {
        int count = (int)Math.Min(Math.Min(limit, _added), _kept.Length);
        DenialRecord[] latest = new DenialRecord[count];
        for (int i = 0; i < count; i++)
        {
            ref Kept kept = ref _kept[(_added - count + i) % _kept.Length];
            latest[i] = kept.Denial ?? Describe(kept);
        }

        return latest;
    }

    public void Tell(DenialRecord denial)
    {
        foreach (Action<DenialRecord> follower in Followers)
        {
            follower(denial);
        }
    }

    private ref Kept Next() => ref _kept[_added++ % _kept.Length];

    /// <summary>A refusal in words, from what the log has of it.</summary>
    public static DenialRecord Describe(
        long id, string time, string action, uint pid, string program, string gate, string reason, string subject)
    {
        (string cause, string next) = ReasonText.Of(reason);
        return new DenialRecord(
            id, time, gate, reason, subject, program, pid, action == "audited" ? "audit" : "enforce", cause, next);
    }

    private static DenialRecord Describe(in Kept kept) => Describe(
        kept.Record.Id, AuditTime.Of(kept.Record.Time), kept.Record.Action, kept.Record.Pid,
        Encoding.UTF8.GetString(kept.Text.AsSpan(0, kept.ProgramLength)), kept.Record.Gate, kept.Record.Reason,
        Encoding.UTF8.GetString(kept.Text.AsSpan(kept.ProgramLength, kept.SubjectLength)));

    // A refusal that has its words already, or an event.
    private struct Kept
    {
        public DenialRecord? Denial;
        public EventRecord Record;
        public byte[]? Text;
        public int ProgramLength;
        public int SubjectLength;
    }
}
