using Microsoft.Win32.SafeHandles;
using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Cgroups;

namespace Telos.Daemon.Gates;

/// <summary>
/// The programs' attachments, a tier at a time. Programs stay pinned while they are not attached, so that a daemon
/// that adopts them attaches the very same. A pinned link outlives every daemon.
/// </summary>
internal sealed class GateLinks(GatePins pins, CgroupDirectory agents, IReadOnlyList<GateProgram> programs)
{
    // The kernel's clock for files moves in steps: what was written in the last one may be written again.
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<GateTier, DateTime> _wholeAt = [];

    public IReadOnlyList<GateProgram> Programs => programs;

    /// <summary>
    /// Attaches what of the tier is not attached; false when nothing was to be done. On failure what was attached stays:
    /// more gates hold nobody less.
    /// </summary>
    /// <exception cref="LinuxException">The kernel refused one.</exception>
    public bool Attach(GateTier tier)
    {
        lock (_lock)
        {
            // Each declaration asks. What was whole stays so until a link's name goes.
            DateTime changed = pins.LinksChanged();
            if (_wholeAt.TryGetValue(tier, out DateTime whole) && whole == changed)
            {
                return false;
            }

            HashSet<string> attached = [.. pins.PinnedLinks()];
            using SafeFileHandle cgroup = agents.OpenHandle();
            GateProgram[] missing = [.. programs.Where(p => p.Tier == tier && !attached.Contains(p.Name))];
            foreach (GateProgram program in missing)
            {
                using BpfProgramHandle loaded = BpfProgramHandle.OpenPinned(pins.Program(program.Name));
                using BpfLinkHandle link = Attach(program, loaded, cgroup);
                link.Pin(pins.Link(program.Name));
            }

            if (missing.Length == 0 && changed < DateTime.UtcNow - s_settled)
            {
                _wholeAt[tier] = changed;
            }

            return missing.Length > 0;
        }
    }

    /// <summary>Only when the tier's agents are gone.</summary>
    public void Detach(GateTier tier)
    {
        lock (_lock)
        {
            foreach (GateProgram program in programs.Where(p => p.Tier == tier))
            {
                File.Delete(pins.Link(program.Name));
            }
        }
    }

    public bool IsAttached(GateTier tier)
    {
        HashSet<string> attached = [.. pins.PinnedLinks()];
        return programs.Where(p => p.Tier == tier).All(p => attached.Contains(p.Name));
    }

    /// <summary>The tiers of which one of these programs is.</summary>
    public GateTier[] TiersOf(IReadOnlyList<string> names) =>
        [.. programs.Where(program => names.Contains(program.Name)).Select(program => program.Tier).Distinct()];

    public int CountAttached(GateTier tier) => programs.Where(p => p.Tier == tier).Count(IsPinned);

    /// <summary>The links as the kernel has them now.</summary>
    public int CountAttached() => programs.Count(IsPinned);

    private bool IsPinned(GateProgram program)
    {
        if (BpfLinkHandle.TryOpenPinned(pins.Link(program.Name), out BpfLinkHandle? link) != Errno.None)
        {
            return false;
        }

        link!.Dispose();
        return true;
    }

    private static BpfLinkHandle Attach(
        GateProgram program, BpfProgramHandle loaded, SafeFileHandle cgroup)
    {
        if (program.Hook is BpfCgroupHook hook)
        {
            return loaded.AttachCgroup(cgroup, hook);
        }

        return program.IsLsm ? loaded.AttachLsm() : loaded.AttachFunctionExit();
    }
}
