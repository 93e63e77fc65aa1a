using Telos.Core.Abi;
using Telos.Linux.Bpf;
using Telos.Linux.Cgroups;

namespace Telos.Daemon.Gates;

/// <summary>
/// Which children of the parent of all agents' cgroups are agents': those that the daemon made, and those of others (units of
/// systemd, containers) that have an entry in the kernel's map.
/// </summary>
internal static class AgentsCgroup
{
    public const string Prefix = "agent-";

    public static bool IsMade(string path) => Path.GetFileName(path).StartsWith(Prefix, StringComparison.Ordinal);

    public static bool HasAgents(GatePins pins, CgroupDirectory parent) =>
        Of(pins, parent).Any(agent => agent.Populated);

    /// <summary>By what is pinned, whoever runs.</summary>
    public static IReadOnlyList<CgroupDirectory> Of(GatePins pins, CgroupDirectory parent)
    {
        string pin = pins.Map(KernelMaps.Cgroups.Name);
        if (!File.Exists(pin))
        {
            return Of(parent, _ => false);
        }

        using BpfMapHandle handle = BpfMapHandle.OpenPinned(pin);
        BpfMap<ulong, Cgroup> entries = new(handle);
        return Of(parent, id => entries.TryGet(id, out _));
    }

    public static IReadOnlyList<CgroupDirectory> Of(CgroupDirectory parent, Predicate<ulong> hasEntry)
    {
        List<CgroupDirectory> agents = [];
        foreach (string path in Directory.EnumerateDirectories(parent.Path))
        {
            CgroupDirectory group = CgroupDirectory.Open(path);
            if (IsMade(path) || hasEntry(group.Id))
            {
                agents.Add(group);
            }
        }

        return agents;
    }
}
