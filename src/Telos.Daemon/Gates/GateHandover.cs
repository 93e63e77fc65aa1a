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
    internal static void Run(GatePins to, CgroupDirectory agents, GateScope scope, Taint slamAt)
    {
        while (to.OtherBuild() is string name)
        {
            Require(to, agents, slamAt);
            Run(to.OfBuild(name), to, agents, scope);
        }
    }

    /// <summary>Before the daemon that runs is ended for one of this build.</summary>
    /// <exception cref="DaemonException">Agents run under gates that those of this build cannot take over.</exception>
    public static void RequireHere(Taint slamAt) =>
        Require(GatePins.OfThisBuild, CgroupDirectory.Create(TelosPaths.AgentsCgroup), slamAt);

    private static void Require(GatePins to, CgroupDirectory agents, Taint slamAt)
    {
        GatePins from = to.OtherBuild() is string name ? to.OfBuild(name) : to;
        if (!from.Exist || !AgentsCgroup.HasAgents(from, agents))
        {
            return;
        }

        if (!to.IsOfSameAbi(from.Build))
        {
            throw new DaemonException(
                $"agents run under gates of another ABI ({from.Build}), which this telos cannot take over: wait until they have "
                + "ended, then telos stop with the telos that made them");
        }

        InstalledGates.RequireSlam(from, agents, slamAt);
    }

    private static void Run(GatePins from, GatePins to, CgroupDirectory agents, GateScope scope)
    {
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
            // Opened before anything is taken out: what has no maps, or holds less, is no build that could be taken over.
            using GateMaps maps = GateMaps.Open(name => BpfMapHandle.OpenPinned(from.Map(name)), descriptors);
            if (links.TiersOf(to.PinnedLinks()).Except(held).Any())
            {
                throw new DaemonException(
                    $"agents run under gates of which a part is gone, beside others ({from.Build}) that hold less: "
                    + "telos stop --kill-agents, then telos start");
            }

            to.Remove();
            bool isDone = false;
            try
            {
                Attach(image, maps, to, links, descriptors, held);
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
        BpfObject image, GateMaps maps, GatePins to, GateLinks links, MapDescriptor[] descriptors, GateTier[] held)
    {
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
