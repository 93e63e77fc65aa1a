using System.Runtime.InteropServices;

namespace Telos.Linux.Native;

/// <summary>
/// libbpf 1.1.2, the one in Debian 12. Functions that return a pointer set errno; the others return -errno.
/// </summary>
internal static unsafe partial class Libbpf
{
    internal const int LIBBPF_WARN = 0;
    internal const uint BTF_KIND_FUNC = 12;

    [LibraryImport("libbpf")]
    internal static partial nint libbpf_set_print(delegate* unmanaged<int, byte*, void*, int> print);

    [LibraryImport("libbpf")]
    internal static partial int libbpf_num_possible_cpus();

    [LibraryImport("libc")]
    internal static partial int vsnprintf(byte* buffer, nuint size, byte* format, void* arguments);

    [LibraryImport("libbpf", SetLastError = true)]
    internal static partial nint bpf_object__open_mem(byte* elf, nuint size, OpenOptions* options);

    [LibraryImport("libbpf")]
    internal static partial int bpf_object__load(nint obj);

    [LibraryImport("libbpf")]
    internal static partial void bpf_object__close(nint obj);

    [LibraryImport("libbpf")]
    internal static partial nint bpf_object__next_program(nint obj, nint program);

    [LibraryImport("libbpf", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint bpf_object__find_map_by_name(nint obj, string name);

    [LibraryImport("libbpf")]
    internal static partial byte* bpf_program__name(nint program);

    [LibraryImport("libbpf")]
    internal static partial byte* bpf_program__section_name(nint program);

    [LibraryImport("libbpf")]
    internal static partial int bpf_program__set_autoload(nint program, byte autoload);

    [LibraryImport("libbpf")]
    internal static partial int bpf_program__fd(nint program);

    [LibraryImport("libbpf")]
    internal static partial int bpf_link_create(SafeHandle program, int target, uint attachType, LinkCreateOptions* options);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map__fd(nint map);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map__set_autocreate(nint map, byte autocreate);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map__reuse_fd(nint map, SafeHandle fd);

    [LibraryImport("libbpf", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bpf_map_create(
        uint type, string name, uint keySize, uint valueSize, uint entriesMax, MapCreateOptions* options);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map_lookup_elem(SafeHandle map, void* key, void* value);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map_update_elem(SafeHandle map, void* key, void* value, ulong flags);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map_delete_elem(SafeHandle map, void* key);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map_update_batch(
        SafeHandle map, void* keys, void* values, uint* count, BatchOptions* options);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map_delete_batch(SafeHandle map, void* keys, uint* count, BatchOptions* options);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map_get_next_key(SafeHandle map, void* key, void* nextKey);

    [LibraryImport("libbpf")]
    internal static partial int bpf_map_freeze(SafeHandle map);

    [LibraryImport("libbpf", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bpf_obj_pin(SafeHandle fd, string path);

    [LibraryImport("libbpf", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bpf_obj_get(string path);

    [LibraryImport("libbpf")]
    internal static partial int bpf_obj_get_info_by_fd(SafeHandle fd, void* info, uint* length);

    [LibraryImport("libbpf")]
    internal static partial int bpf_prog_get_fd_by_id(uint id);

    [LibraryImport("libbpf")]
    internal static partial int bpf_iter_create(SafeHandle link);

    [LibraryImport("libbpf")]
    internal static partial int bpf_prog_test_run_opts(SafeHandle program, TestRunOptions* options);

    [LibraryImport("libbpf", SetLastError = true)]
    internal static partial nint btf__load_vmlinux_btf();

    [LibraryImport("libbpf")]
    internal static partial void btf__free(nint btf);

    [LibraryImport("libbpf", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int btf__find_by_name_kind(nint btf, string name, uint kind);

    // Options carry their own size, so a prefix of the C struct is enough.
    [StructLayout(LayoutKind.Sequential)]
    internal struct OpenOptions
    {
        internal nuint Size;
        internal byte* ObjectName;
        internal ulong RelaxedMaps;
        internal byte* PinRootPath;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct BatchOptions
    {
        internal nuint Size;
        internal ulong ElementFlags;
        internal ulong Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct MapCreateOptions
    {
        internal nuint Size;
        internal uint BtfFd;
        internal uint BtfKeyTypeId;
        internal uint BtfValueTypeId;
        internal uint BtfVmlinuxValueTypeId;
        internal uint InnerMapFd;
        internal uint MapFlags;
        internal ulong MapExtra;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct LinkCreateOptions
    {
        internal nuint Size;
        internal uint Flags;
        internal uint Padding;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct IteratorLinkOptions
    {
        internal nuint Size;
        internal uint Flags;
        internal uint Padding;
        internal TaskIteratorTarget* Target;
        internal uint TargetBytes;
        internal uint BtfType;
    }

    // The task arm of union bpf_iter_link_info (uapi/linux/bpf.h), padded to the size of the union.
    [StructLayout(LayoutKind.Sequential)]
    internal struct TaskIteratorTarget
    {
        internal uint Tid;
        internal uint Pid;
        internal uint PidFd;
        internal uint Padding;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct TestRunOptions
    {
        internal nuint Size;
        internal byte* Input;
        internal byte* Output;
        internal uint InputBytes;
        internal uint OutputBytes;
        internal void* ContextInput;
        internal void* ContextOutput;
        internal uint ContextInputBytes;
        internal uint ContextOutputBytes;
        internal uint Result;
        internal int Repeat;
        internal uint DurationNs;
        internal uint Flags;
        internal uint Cpu;
        internal uint BatchSize;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct MapRecord
    {
        internal uint Type;
        internal uint Id;
        internal uint KeySize;
        internal uint ValueSize;
        internal uint EntriesMax;
        internal uint Flags;
        internal fixed byte Name[16];
    }

    // struct bpf_link_info; what stands from the fifth word on depends on the type of link.
    [StructLayout(LayoutKind.Explicit, Size = 32)]
    internal struct LinkRecord
    {
        [FieldOffset(0)]
        internal uint Type;

        [FieldOffset(4)]
        internal uint Id;

        [FieldOffset(8)]
        internal uint ProgramId;

        [FieldOffset(16)]
        internal uint TracingAttachType;

        [FieldOffset(16)]
        internal uint XdpInterfaceIndex;

        [FieldOffset(20)]
        internal uint NetnsAttachType;

        [FieldOffset(24)]
        internal uint CgroupAttachType;
    }
}
