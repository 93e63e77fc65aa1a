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
    private readonly Dictionary<uint, KeptDenials> _agents = [];

    /// <summary>Those that come into this log from now on.</summary>
    public static Denials Of(AuditLog log)
    {
        Denials denials = new();
        log.Tell(denials.Add, denials.Add);
        return denials;
    }

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
            KeptDenials kept = Of(record.Agent);
            kept.Add(denial);
            kept.Tell(denial);
        }
    }

    /// <summary>Of events that the log has, without words for those that nobody follows.</summary>
    public void Add(EventBatch batch)
    {
        lock (_lock)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                if (batch[i].Agent != 0 && batch[i].Action is "refused" or "audited")
                {
                    KeptDenials kept = Of(batch[i].Agent);
                    kept.Add(batch, i);
                    if (kept.IsFollowed)
                    {
                        kept.Tell(kept.Latest(1)[0]);
                    }
                }
            }
        }
    }

    public DenialsResult Find(uint agent, int limit)
    {
        lock (_lock)
        {
            return _agents.TryGetValue(agent, out KeptDenials? kept)
                ? new DenialsResult(kept.Latest(limit), kept.Forgotten)
                : new DenialsResult([], 0);
        }
    }

    /// <param name="follower">Does not wait, and calls nothing here.</param>
    /// <returns>Ends it; null when the agent has <see cref="ProtocolLimits.FollowersMax"/> already.</returns>
    public Action? Follow(uint agent, Action<DenialRecord> follower)
    {
        lock (_lock)
        {
            KeptDenials kept = Of(agent);
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
                _ = _agents.TryGetValue(agent, out KeptDenials? kept) && kept.Followers.Remove(follower);
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

    private KeptDenials Of(uint agent)
    {
        if (!_agents.TryGetValue(agent, out KeptDenials? kept))
        {
            // What the ring tells after an agent's end is kept as well, until as many others came.
            if (_agents.Count == KernelAbi.TELOS_AGENTS_MAX)
            {
                _agents.Remove(_agents.Keys.First());
            }

            _agents.Add(agent, kept = new KeptDenials());
        }

        return kept;
    }

    private static DenialRecord Describe(AuditRecord record) => KeptDenials.Describe(
        record.Id, record.Time, record.Action, record.Pid, record.Program, record.Gate, record.Reason, record.Subject);
}
