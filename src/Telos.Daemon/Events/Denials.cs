using Telos.Core.Abi;
using Telos.Core.Audit;
using Telos.Core.Protocol;

namespace Telos.Daemon.Events;

/// <summary>
/// Each agent's latest refusals, and whoever follows them. It is told from the thread that reads the ring, and never makes
/// that wait: a follower takes what it is handed at once, or loses it.
/// </summary>
internal sealed class Denials
{
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, Kept> _agents = [];

    /// <summary>Of a record of the log: a refusal is kept, an agent's end ends what is kept of it.</summary>
    public void Add(AuditRecord record)
    {
        if (record.Action == "ended")
        {
            Forget(record.Agent);
        }

        if (record.Agent == 0 || record.Action is not ("refused" or "audited" or "cut"))
        {
            return;
        }

        DenialRecord denial = Describe(record);
        lock (_lock)
        {
            Kept kept = Of(record.Agent);
            kept.Latest.Enqueue(denial);
            if (kept.Latest.Count > ProtocolLimits.DenialsKeptMax)
            {
                kept.Latest.Dequeue();
                kept.Forgotten++;
            }

            kept.Followers.ForEach(follower => follower(denial));
        }
    }

    public DenialsResult Find(uint agent, int limit)
    {
        lock (_lock)
        {
            return _agents.TryGetValue(agent, out Kept? kept)
                ? new DenialsResult([.. kept.Latest.TakeLast(limit)], kept.Forgotten)
                : new DenialsResult([], 0);
        }
    }

    /// <param name="follower">Does not wait, and calls nothing here.</param>
    /// <returns>Ends it; null when the agent has <see cref="ProtocolLimits.FollowersMax"/> already.</returns>
    public Action? Follow(uint agent, Action<DenialRecord> follower)
    {
        lock (_lock)
        {
            Kept kept = Of(agent);
            if (kept.Followers.Count >= ProtocolLimits.FollowersMax)
            {
                return null;
            }

            kept.Followers.Add(follower);
        }

        return () =>
        {
            lock (_lock)
            {
                _ = _agents.TryGetValue(agent, out Kept? kept) && kept.Followers.Remove(follower);
            }
        };
    }

    private void Forget(uint agent)
    {
        lock (_lock)
        {
            _agents.Remove(agent);
        }
    }

    private Kept Of(uint agent)
    {
        if (!_agents.TryGetValue(agent, out Kept? kept))
        {
            // What the ring tells after an agent's end is kept as well, until as many others came.
            if (_agents.Count == KernelAbi.TELOS_AGENTS_MAX)
            {
                _agents.Remove(_agents.Keys.First());
            }

            _agents.Add(agent, kept = new Kept());
        }

        return kept;
    }

    private static DenialRecord Describe(AuditRecord record)
    {
        (string cause, string next) = ReasonText.Of(record.Reason);
        return new DenialRecord(
            record.Id, record.Time, record.Gate, record.Reason, record.Subject, record.Program, record.Pid,
            record.Action == "audited" ? "audit" : "enforce", cause, next);
    }

    private sealed class Kept
    {
        public Queue<DenialRecord> Latest { get; } = [];

        public List<Action<DenialRecord>> Followers { get; } = [];

        public long Forgotten { get; set; }
    }
}
