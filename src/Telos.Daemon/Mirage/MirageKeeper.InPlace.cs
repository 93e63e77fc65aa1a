using Telos.Daemon.Agents;
using Telos.Linux;

namespace Telos.Daemon.Mirage;

/// <summary>Decoys in place of protected files.</summary>
internal sealed partial class MirageKeeper
{
    /// <summary>An agent may have been tainted just now.</summary>
    public void Hurry()
    {
        if (!_live.Current.Mirage.InPlace.IsEmpty)
        {
            _timer.Change(0, TendMs);
        }
    }

    // In place of files, for who has been tainted since: once for each agent. The table's lock is never waited for with our own.
    private void ServeTainted()
    {
        foreach (AgentEntry agent in _standIns!.Wanted())
        {
            lock (_lock)
            {
                if (_decided.Add(agent.Id) && _standIns.OwnOf(agent) is not null)
                {
                    MakeStandIns(agent);
                }

                CoverAgain(agent);
            }
        }
    }

    // Labelled before anybody meets them.
    private void MakeStandIns(AgentEntry agent)
    {
        AgentDecoys decoys = DecoysOf(agent);
        decoys.StandIns.AddRange(_standIns!.Make(agent));
        Keep(decoys, WalkableBy(agent));
        Know(decoys, decoys.StandIns.SelectMany(standIn => standIn.Tokens));
    }

    // Who replaces a file takes off what lies over it.
    private void CoverAgain(AgentEntry agent)
    {
        if (!_agents.TryGetValue(agent.Id, out AgentDecoys? decoys))
        {
            return;
        }

        IReadOnlyList<(StandIn StandIn, Errno Error)> missing = _standIns!.Cover(agent, decoys.StandIns);
        decoys.Unmounted = [.. missing.Where(each => each.Error != Errno.None)
            .Select(each => $"in place of {each.StandIn.Path}: {each.Error}")];
        string[] covered = [.. missing.Where(each => each.Error == Errno.None).Select(each => each.StandIn.Path)];
        if (covered.Length > 0)
        {
            _journal.Planted(agent, "in place of " + string.Join(", ", covered));
        }
    }
}
