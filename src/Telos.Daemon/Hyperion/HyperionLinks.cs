using System.Globalization;
using Telos.Core.Abi;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Sockets;

namespace Telos.Daemon.Hyperion;

/// <summary>
/// The interfaces on which the XDP program runs. Each link is pinned as INDEX-MODE, so that it outlives the daemon, and ends
/// with its pin or its interface.
/// </summary>
internal sealed class HyperionLinks(GatePins pins, GateMaps maps)
{
    private const string ProgramName = "telos_hyperion";

    private static readonly MapDescriptor[] s_maps =
    [
        KernelMaps.Config, KernelMaps.Blocks4, KernelMaps.Blocks6, KernelMaps.BlockGuards, KernelMaps.XdpStats, KernelMaps.Events,
    ];

    private readonly Lock _lock = new();

    /// <summary>In the driver where it can be there, else in the stack.</summary>
    /// <exception cref="DaemonException">There is no such interface, or it takes no program.</exception>
    public FilteredInterface Attach(string name)
    {
        if (NetworkDevice.TryIndexOf(name, out int index) != Errno.None)
        {
            throw new DaemonException($"{name}: there is no such network interface");
        }

        lock (_lock)
        {
            if (All().FirstOrDefault(one => one.Index == index) is FilteredInterface attached)
            {
                return attached;
            }

            using BpfProgramHandle program = Load();
            Errno error = program.TryAttachXdp(index, XdpMode.Native, out BpfLinkHandle? link);
            XdpMode mode = XdpMode.Native;
            if (error is not (Errno.None or Errno.EBUSY or Errno.EEXIST))
            {
                error = program.TryAttachXdp(index, XdpMode.Generic, out link);
                mode = XdpMode.Generic;
            }

            using (link)
            {
                Require(error, name);
                FilteredInterface filtered = new(name, index, mode);
                link!.Pin(pins.Xdp(PinOf(filtered)));
                return filtered;
            }
        }
    }

    /// <summary>False: the program is not there.</summary>
    public bool Detach(string name)
    {
        lock (_lock)
        {
            if (All().FirstOrDefault(one => one.Name == name) is not FilteredInterface filtered)
            {
                return false;
            }

            File.Delete(pins.Xdp(PinOf(filtered)));
            return true;
        }
    }

    /// <summary>As the kernel has them now: a link whose interface is gone is forgotten.</summary>
    public IReadOnlyList<FilteredInterface> All() => [.. Links().Select(link => link.Filtered)];

    /// <summary>What runs on each, whoever loaded it.</summary>
    public IReadOnlyList<(FilteredInterface Filtered, BpfProgramHandle Program)> Programs() =>
        [.. Links().Select(link => (link.Filtered, BpfProgramHandle.OpenById(link.ProgramId)))];

    internal static BpfObject Open(Func<string, BpfMapHandle> map)
    {
        BpfObject image = BpfObject.Open(GateImage.HyperionElf(), "hyperion");
        foreach (MapDescriptor descriptor in KernelMaps.All)
        {
            if (s_maps.Contains(descriptor))
            {
                image.ReuseMap(descriptor.Name, map(descriptor.Name));
            }
            else
            {
                image.LeaveOutMap(descriptor.Name);
            }
        }

        return image;
    }

    private static void Require(Errno error, string name)
    {
        if (error is Errno.EBUSY or Errno.EEXIST)
        {
            throw new DaemonException(
                $"{name}: another XDP program is there (ip link show dev {name}): take it off first");
        }

        if (error != Errno.None)
        {
            throw new DaemonException($"{name} takes no XDP program, neither in its driver nor in the stack: {error}");
        }
    }

    private static string PinOf(FilteredInterface filtered) =>
        string.Create(CultureInfo.InvariantCulture, $"{filtered.Index}-{filtered.Mode}");

    private BpfProgramHandle Load()
    {
        using BpfObject image = Open(maps.Handle);
        image.Load();
        return image.Program(ProgramName).Open();
    }

    private List<(FilteredInterface Filtered, uint ProgramId)> Links()
    {
        List<(FilteredInterface Filtered, uint ProgramId)> links = [];
        lock (_lock)
        {
            foreach (string pin in pins.PinnedXdp())
            {
                if (Read(pin) is { } link)
                {
                    links.Add(link);
                }
                else
                {
                    File.Delete(pins.Xdp(pin));
                }
            }
        }

        return [.. links.OrderBy(link => link.Filtered.Index)];
    }

    private (FilteredInterface Filtered, uint ProgramId)? Read(string pin)
    {
        string[] parts = pin.Split('-');
        if (parts.Length != 2 || !Enum.TryParse(parts[1], out XdpMode mode)
            || BpfLinkHandle.TryOpenPinned(pins.Xdp(pin), out BpfLinkHandle? link) != Errno.None)
        {
            return null;
        }

        using (link)
        {
            BpfLinkFacts facts = link!.Facts();
            int index = (int)facts.InterfaceIndex;
            return index != 0 && NetworkDevice.NameOf(index) is string name
                ? (new FilteredInterface(name, index, mode), facts.ProgramId)
                : null;
        }
    }
}
