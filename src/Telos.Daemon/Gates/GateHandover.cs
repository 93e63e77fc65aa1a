using Telos.Core.Abi;
using Telos.Linux.Bpf;
using Telos.Linux.Cgroups;

namespace Telos.Daemon.Gates;

/// <summary>
/// From the gates of another build to those of this one while agents run. The new programs are attached beside the former, by
/// the same maps, before those go: for a moment both judge, and what either refuses is refused. A handover that was killed is
/// ended or begun anew at the next start; until then the former gates hold, or both.
/// </summary>
public static class GateHandover
{
    /// <summary>
    /// Afterwards no other build's gates are pinned; this build's are, if there are agents. XDP programs go on as they are, under
    /// this build's pins, until their interface is attached anew.
    /// </summary>
    /// <exception cref="DaemonException">
    /// They cannot be taken over: another ABI with agents, or a program that the kernel refuses. The former gates hold.
    /// </exception>
    internal static void Run(GatePins to, CgroupDirectory agents, GateScope scope)
    {
        while (to.OtherBuild() is string name)
        {
            Run(to.OfBuild(name), to, agents, scope);
        }
    }

    /// <summary>Before the daemon that runs is ended for one of this build.</summary>
    /// <exception cref="DaemonException">Agents run under gates that those of this build cannot take over.</exception>
    public static void RequireHere() =>
        Require(GatePins.OfThisBuild, CgroupDirectory.Create(TelosPaths.AgentsCgroup));

    /// <exception cref="DaemonException">Agents run under gates that those of this build cannot take over.</exception>
    internal static void Require(GatePins to, CgroupDirectory agents)
    {
        if (to.OtherBuild() is string name && !to.IsOfSameAbi(name) && AgentsCgroup.HasAgents(to.OfBuild(name), agents))
        {
            throw new DaemonException(
                $"agents run under gates of another ABI ({name}), which this telos cannot take over: wait until they have ended, "
                + "then telos stop with the telos that made them");
        }
    }

    private static void Run(GatePins from, GatePins to, CgroupDirectory agents, GateScope scope)
    {
        Require(to, agents);
        bool isFiltering = to.IsOfSameAbi(from.Build) && from.PinnedXdp().Count > 0;
        if (!AgentsCgroup.HasAgents(from, agents) && !isFiltering)
        {
            from.Remove();
            return;
        }

        using BpfObject image = BpfObject.Open(GateImage.GatesElf(), "telos");
        GateLinks links = new(to, agents, InstalledGates.SelectPrograms(image, scope));
        MapDescriptor[] descriptors = InstalledGates.SelectMaps(image, scope);
        GateTier[] held = links.TiersOf(from.PinnedLinks());
        if (!(InstalledGates.IsComplete(to, links.Programs, descriptors) && held.All(links.IsAttached)))
        {
            to.Remove();
            bool isDone = false;
            try
            {
                Attach(image, from, to, links, descriptors, held);
                isDone = true;
            }
            finally
            {
                if (!isDone)
                {
                    to.Remove();
                }
            }
        }

        foreach (string link in from.PinnedXdp().Except(to.PinnedXdp()))
        {
            using BpfLinkHandle filter = BpfLinkHandle.OpenPinned(from.Xdp(link));
            filter.Pin(to.Xdp(link));
        }

        from.Remove();
    }

    private static void Attach(
        BpfObject image, GatePins from, GatePins to, GateLinks links, MapDescriptor[] descriptors, GateTier[] held)
    {
        using GateMaps maps = GateMaps.Open(name => BpfMapHandle.OpenPinned(from.Map(name)), descriptors);
        foreach (MapDescriptor map in descriptors)
        {
            image.ReuseMap(map.Name, maps.Handle(map.Name));
        }

        image.Load();
        to.CreateDirectories();
        maps.PinAll(to);
        InstalledGates.PinPrograms(image, to, links);
        foreach (GateTier tier in held)
        {
            links.Attach(tier);
        }
    }
}
