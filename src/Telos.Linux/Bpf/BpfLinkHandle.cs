using Telos.Linux.Native;

namespace Telos.Linux.Bpf;

/// <summary>
/// An attachment. It ends when the last descriptor is closed and no pin is left: disposing a pinned link
/// keeps the program attached, removing the pin file as well ends it.
/// </summary>
public sealed unsafe class BpfLinkHandle : Descriptor
{
    internal BpfLinkHandle(int fd, string name)
        : base(fd) => Name = name;

    public string Name { get; }

    public static BpfLinkHandle OpenPinned(string path)
    {
        Errno error = TryOpenPinned(path, out BpfLinkHandle? link);
        LinuxException.ThrowIf(error, "bpf_obj_get", path);
        return link!;
    }

    public static Errno TryOpenPinned(string path, out BpfLinkHandle? link)
    {
        int fd = Libbpf.bpf_obj_get(path);
        link = fd < 0 ? null : new BpfLinkHandle(fd, Path.GetFileName(path));
        return Syscall.OfLibbpf(fd);
    }

    public void Pin(string path) => LinuxException.ThrowIf(
        Syscall.OfLibbpf(Libbpf.bpf_obj_pin(this, path)), "bpf_obj_pin", path, BpfMapHandle.PinHint);

    public BpfLinkFacts Facts()
    {
        Libbpf.LinkRecord info = default;
        uint length = (uint)sizeof(Libbpf.LinkRecord);
        int rc = Libbpf.bpf_obj_get_info_by_fd(this, &info, &length);
        LinuxException.ThrowIf(Syscall.OfLibbpf(rc), "bpf_obj_get_info_by_fd", Name);
        BpfLinkType type = (BpfLinkType)info.Type;
        uint attachType = type switch
        {
            BpfLinkType.BPF_LINK_TYPE_TRACING => info.TracingAttachType,
            BpfLinkType.BPF_LINK_TYPE_CGROUP => info.CgroupAttachType,
            BpfLinkType.BPF_LINK_TYPE_NETNS => info.NetnsAttachType,
            _ => 0,
        };
        uint interfaceIndex = type == BpfLinkType.BPF_LINK_TYPE_XDP ? info.XdpInterfaceIndex : 0;
        return new BpfLinkFacts(info.Id, type, info.ProgramId, attachType, interfaceIndex);
    }
}
