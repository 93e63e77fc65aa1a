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
    private readonly Lock _lock = new();

    public IReadOnlyList<GateProgram> Programs => programs;

    /// <summary>
    /// Attaches what of the tier is not attached. On failure what was attached stays: more gates hold nobody less.
    /// </summary>
    /// <exception cref="LinuxException">The kernel refused one.</exception>
    public void Attach(GateTier tier)
    {
        lock (_lock)
        {
            HashSet<string> attached = [.. pins.PinnedLinks()];
            using Microsoft.Win32.SafeHandles.SafeFileHandle cgroup = agents.OpenHandle();
            foreach (GateProgram program in programs.Where(p => p.Tier == tier && !attached.Contains(p.Name)))
            {
                using BpfProgramHandle loaded = BpfProgramHandle.OpenPinned(pins.Program(program.Name));
                using BpfLinkHandle link = program.Hook is BpfCgroupHook hook
                    ? loaded.AttachCgroup(cgroup, hook)
                    : loaded.AttachLsm();
                link.Pin(pins.Link(program.Name));
            }
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

    /// <summary>The links as the kernel has them now.</summary>
    public int CountAttached()
    {
        int attached = 0;
        foreach (GateProgram program in programs)
        {
            if (BpfLinkHandle.TryOpenPinned(pins.Link(program.Name), out BpfLinkHandle? link) == Errno.None)
            {
                link!.Dispose();
                attached++;
            }
        }

        return attached;
    }
}
