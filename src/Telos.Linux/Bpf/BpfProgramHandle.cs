using System.Runtime.InteropServices;
using Telos.Linux.Native;

namespace Telos.Linux.Bpf;

/// <summary>
/// A loaded program, which can be attached at any time after its object was closed. It lives as long as a descriptor,
/// a pin or a link holds it.
/// </summary>
public sealed unsafe class BpfProgramHandle : Descriptor
{
    private const uint BPF_TRACE_FEXIT = 25;
    private const uint BPF_LSM_MAC = 27;
    private const uint BPF_TRACE_ITER = 28;
    private const uint BPF_XDP = 37;
    private const int NoTarget = 0;

    internal BpfProgramHandle(int fd, string name)
        : base(fd) => Name = name;

    public string Name { get; }

    public static BpfProgramHandle OpenPinned(string path)
    {
        int fd = Libbpf.bpf_obj_get(path);
        LinuxException.ThrowIf(Syscall.OfLibbpf(fd), "bpf_obj_get", path);
        return new BpfProgramHandle(fd, Path.GetFileName(path));
    }

    /// <summary>One that is loaded, by whomever, by the number that the kernel gave it.</summary>
    public static BpfProgramHandle OpenById(uint id)
    {
        int fd = Libbpf.bpf_prog_get_fd_by_id(id);
        string name = $"program {id}";
        LinuxException.ThrowIf(Syscall.OfLibbpf(fd), "bpf_prog_get_fd_by_id", name);
        return new BpfProgramHandle(fd, name);
    }

    /// <summary>Runs it on a packet by BPF_PROG_TEST_RUN, wherever it is attached.</summary>
    public BpfTestResult TestRun(ReadOnlySpan<byte> packet, int repeat = 1)
    {
        fixed (byte* input = packet)
        {
            Libbpf.TestRunOptions options = new()
            {
                Size = (nuint)sizeof(Libbpf.TestRunOptions),
                Input = input,
                InputBytes = (uint)packet.Length,
                Repeat = repeat,
            };
            LinuxException.ThrowIf(
                Syscall.OfLibbpf(Libbpf.bpf_prog_test_run_opts(this, &options)), "bpf_prog_test_run_opts", Name);
            return new BpfTestResult(options.Result, options.DurationNs);
        }
    }

    public void Pin(string path) => LinuxException.ThrowIf(
        Syscall.OfLibbpf(Libbpf.bpf_obj_pin(this, path)), "bpf_obj_pin", path, BpfMapHandle.PinHint);

    /// <summary>Puts an LSM program on the hook that it was loaded for.</summary>
    public BpfLinkHandle AttachLsm() => Link(NoTarget, BPF_LSM_MAC);

    /// <summary>Runs a program at the end of the kernel's function that it was loaded for.</summary>
    public BpfLinkHandle AttachFunctionExit() => Link(NoTarget, BPF_TRACE_FEXIT);

    /// <summary>A task iterator over one thread, or over all threads when <paramref name="tid"/> is 0.</summary>
    public BpfIterator AttachIterator(int tid)
    {
        Libbpf.TaskIteratorTarget target = new() { Tid = (uint)tid };
        Libbpf.IteratorLinkOptions options = new()
        {
            Size = (nuint)sizeof(Libbpf.IteratorLinkOptions),
            Target = &target,
            TargetBytes = (uint)sizeof(Libbpf.TaskIteratorTarget),
        };
        int fd = Libbpf.bpf_link_create(this, NoTarget, BPF_TRACE_ITER, (Libbpf.LinkCreateOptions*)&options);
        LinuxException.ThrowIf(Syscall.OfLibbpf(fd), "bpf_link_create", Name);
        return new BpfIterator(new BpfLinkHandle(fd, Name));
    }

    /// <summary>
    /// Puts an XDP program on a network interface. EBUSY: another one is there; EOPNOTSUPP and others, each driver its own:
    /// not in this mode.
    /// </summary>
    public Errno TryAttachXdp(int interfaceIndex, XdpMode mode, out BpfLinkHandle? link)
    {
        Libbpf.LinkCreateOptions options = new()
        {
            Size = (nuint)sizeof(Libbpf.LinkCreateOptions),
            Flags = (uint)mode,
        };
        int fd = Libbpf.bpf_link_create(this, interfaceIndex, BPF_XDP, &options);
        link = fd < 0 ? null : new BpfLinkHandle(fd, Name);
        return Syscall.OfLibbpf(fd);
    }

    /// <summary>Puts a cgroup program on a cgroup directory and everything below it.</summary>
    public BpfLinkHandle AttachCgroup(SafeHandle directory, BpfCgroupHook hook)
    {
        bool held = false;
        try
        {
            directory.DangerousAddRef(ref held);
            return Link((int)directory.DangerousGetHandle(), (uint)hook);
        }
        finally
        {
            if (held)
            {
                directory.DangerousRelease();
            }
        }
    }

    private BpfLinkHandle Link(int target, uint attachType)
    {
        int fd = Libbpf.bpf_link_create(this, target, attachType, options: null);
        LinuxException.ThrowIf(Syscall.OfLibbpf(fd), "bpf_link_create", Name);
        return new BpfLinkHandle(fd, Name);
    }
}
