using System.Runtime.InteropServices;
using Telos.Linux.Native;

namespace Telos.Linux.Bpf;

/// <summary>An open map. The map lives as long as a descriptor, a pin or a loaded program holds it.</summary>
public sealed unsafe class BpfMapHandle : Descriptor
{
    internal const string PinHint = "Is the parent a directory of a mounted bpffs?";

    internal BpfMapHandle(int fd, string name)
        : base(fd) => Name = name;

    /// <summary>The full name, for messages. The kernel itself keeps 15 bytes of it.</summary>
    public string Name { get; }

    public static BpfMapHandle Create(string name, in BpfMapShape shape)
    {
        Libbpf.MapCreateOptions options = new()
        {
            Size = (nuint)sizeof(Libbpf.MapCreateOptions),
            MapFlags = shape.Flags,
        };
        int fd = Libbpf.bpf_map_create(
            (uint)shape.Type, name, shape.KeySize, shape.ValueSize, shape.EntriesMax, &options);
        LinuxException.ThrowIf(Syscall.OfLibbpf(fd), "bpf_map_create", name);
        return new BpfMapHandle(fd, name);
    }

    public static BpfMapHandle OpenPinned(string path)
    {
        Errno error = TryOpenPinned(path, out BpfMapHandle? map);
        LinuxException.ThrowIf(error, "bpf_obj_get", path);
        return map!;
    }

    public static Errno TryOpenPinned(string path, out BpfMapHandle? map)
    {
        int fd = Libbpf.bpf_obj_get(path);
        map = fd < 0 ? null : new BpfMapHandle(fd, Path.GetFileName(path));
        return Syscall.OfLibbpf(fd);
    }

    public void Pin(string path) => LinuxException.ThrowIf(
        Syscall.OfLibbpf(Libbpf.bpf_obj_pin(this, path)), "bpf_obj_pin", path, PinHint);

    /// <summary>
    /// No process can change the map by bpf(2) afterwards, root included. Programs still can.
    /// </summary>
    public void Freeze() =>
        LinuxException.ThrowIf(Syscall.OfLibbpf(Libbpf.bpf_map_freeze(this)), "bpf_map_freeze", Name);

    public BpfMapFacts Facts()
    {
        Libbpf.MapRecord info = default;
        uint length = (uint)sizeof(Libbpf.MapRecord);
        int rc = Libbpf.bpf_obj_get_info_by_fd(this, &info, &length);
        LinuxException.ThrowIf(Syscall.OfLibbpf(rc), "bpf_obj_get_info_by_fd", Name);
        return new BpfMapFacts(
            info.Id,
            (BpfMapType)info.Type,
            info.KeySize,
            info.ValueSize,
            info.EntriesMax,
            info.Flags,
            Marshal.PtrToStringUTF8((nint)info.Name) ?? string.Empty);
    }
}
