using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Linux;
using Telos.Linux.Cgroups;

namespace Telos.Daemon.Agents;

internal sealed partial class AgentTable
{
    /// <summary>Takes up the agents that outlived the last daemon; their entries are in force as they were.</summary>
    public void Restore()
    {
        lock (_lock)
        {
            _cgroups.Restore();
            // Parents have the lower numbers.
            foreach ((uint id, CgroupDirectory group) in _members.Groups().OrderBy(each => each.Id))
            {
                RestoreOne(id, group);
            }

            if (NeedsFlow())
            {
                _gates.Raise(flow: true);
            }

            SettleGates();
        }
    }

    // Without its record nobody knows what it was launched with, and a name of another telos's says nothing here.
    private static string? ProfileOf(AgentRecord? record) =>
        record is null || (record.Profile is string profile && !CeilingProfiles.Names.Contains(profile))
            ? CeilingProfiles.Strictest
            : record.Profile;

    private void RestoreOne(uint id, CgroupDirectory cgroup)
    {
        _numbers.Seen(id);
        AgentRecord? record = _store.Load(id);

        // What the kernel holds was written before any record of it.
        uint parentId = _maps.Agents.TryGet(id, out Agent entry) ? entry.ParentId : record?.ParentId ?? 0;
        AgentEntry agent = new(id, record?.Uid ?? 0, record?.Command ?? "", cgroup)
        {
            Adopted = true,
            Workspace = record?.Workspace,
            Profile = ProfileOf(record),
            ParentId = parentId,
            Family = _agents.TryGetValue(parentId, out AgentEntry? parent) ? parent.Family : id,
            Bounds = record?.Bounds,
            IsContained = record?.IsContained ?? false,
        };
        if (record is not null)
        {
            agent.Policy = record.ToPolicy();
        }

        // The last daemon may have ended between the map and the record. What is in force decides: grants of a
        // generation that is used twice would add up.
        if (entry.AgentId == id)
        {
            agent.Mode = entry.Mode;
            agent.FailModes = FailModes.Of(entry.FailModes);
            agent.Generation = entry.Generation;
            agent.ExpiresNs = entry.ExpiresNs;
            agent.DnsPort = entry.DnsPort;
        }

        _agents[id] = agent;
        LendAgain(agent);
        if (agent.DnsPort != 0 && _names?.TryReopen(agent) == true)
        {
            _names.SetPolicy(agent);
        }

        if (_watch.TryAdd(cgroup) != Errno.None)
        {
            Forget(agent);
        }
    }
}
