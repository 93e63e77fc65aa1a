using System.Text;
using Telos.Linux.Native;

namespace Telos.Linux.Attempts;

/// <summary>
/// Ways to the kernel itself, and to what all processes share. Where success would change the machine, the arguments make no
/// sense: the kernel looks at them after it has asked who calls, so that their error shows that the question was passed.
/// </summary>
public static unsafe class KernelAttempt
{
    private const int O_CLOEXEC = 0x80000;

    // include/uapi/linux/bpf.h
    private const int BPF_MAP_CREATE = 0;
    private const int BPF_OBJ_GET = 7;
    private const int BPF_MAP_GET_NEXT_ID = 12;
    private const uint BPF_MAP_TYPE_ARRAY = 2;
    private const int BpfWords = 32;

    // include/uapi/linux/perf_event.h: PERF_TYPE_SOFTWARE, PERF_COUNT_SW_DUMMY, PERF_ATTR_SIZE_VER0, PERF_FLAG_FD_CLOEXEC
    private const uint PERF_TYPE_SOFTWARE = 1;
    private const uint PERF_COUNT_SW_DUMMY = 9;
    private const uint PERF_ATTR_SIZE_VER0 = 64;
    private const int PERF_FLAG_FD_CLOEXEC = 8;

    // include/uapi/linux/timex.h
    private const uint ADJ_TICK = 0x4000;
    private const int TimexWords = 52;

    // include/uapi/linux/kexec.h: one segment more than there may be, and flags that nobody knows.
    private const int KexecSegments = 17;
    private const int KexecFlags = 0xff00;

    private const int UringParameterBytes = 120;
    private const int UFFD_USER_MODE_ONLY = 1;
    private const int IPC_CREAT_OWNER = 0x380;
    private const int IPC_RMID = 0;
    private const int PageBytes = 4096;
    private const int KEYCTL_UNLINK = 9;
    private const int KEY_SPEC_USER_KEYRING = -4;

    public static Errno ListMaps()
    {
        uint* attributes = stackalloc uint[BpfWords];
        Clear(attributes);
        return Bpf(BPF_MAP_GET_NEXT_ID, attributes);
    }

    public static Errno MakeMap()
    {
        uint* attributes = stackalloc uint[BpfWords];
        Clear(attributes);
        (attributes[0], attributes[1], attributes[2], attributes[3]) = (BPF_MAP_TYPE_ARRAY, sizeof(uint), sizeof(uint), 1);
        return Bpf(BPF_MAP_CREATE, attributes, opens: true);
    }

    public static Errno OpenPin(string path) => Call.Of(Call.With(path, name =>
    {
        uint* attributes = stackalloc uint[BpfWords];
        Clear(attributes);
        *(nint*)attributes = name;
        return -(nint)Bpf(BPF_OBJ_GET, attributes, opens: true);
    }));

    /// <summary>Of this process alone, and of no hardware.</summary>
    public static Errno CountEvents()
    {
        uint* attributes = stackalloc uint[BpfWords];
        Clear(attributes);
        (attributes[0], attributes[1], attributes[2]) = (PERF_TYPE_SOFTWARE, PERF_ATTR_SIZE_VER0, PERF_COUNT_SW_DUMMY);
        return Call.Closing(Call.Make(SystemCall.perf_event_open, (nint)attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC));
    }

    /// <summary>The length of a tick, to what it is (adjtimex(2)).</summary>
    public static Errno AdjustClock()
    {
        uint* timex = stackalloc uint[TimexWords];
        new Span<uint>(timex, TimexWords).Clear();
        nint rc = Call.Make(SystemCall.adjtimex, (nint)timex);
        timex[0] = ADJ_TICK;
        return rc < 0 ? Call.Of(rc) : Call.Of(Call.Make(SystemCall.adjtimex, (nint)timex));
    }

    /// <summary>A module of no bytes.</summary>
    public static Errno InsertModule() => Call.Of(
        Call.With("", nothing => Call.Make(SystemCall.init_module, nothing, 0, nothing)), reached: Errno.ENOEXEC);

    /// <summary>One that is not there.</summary>
    public static Errno RemoveModule() => Call.Of(
        Call.With("telos_prove", name => Call.Make(SystemCall.delete_module, name, LibcFiles.O_NONBLOCK)), reached: Errno.ENOENT);

    public static Errno LoadKernel() => Call.Of(
        Call.Make(SystemCall.kexec_load, 0, KexecSegments, 0, KexecFlags), reached: Errno.EINVAL);

    /// <summary>Without the two numbers that reboot(2) wants.</summary>
    public static Errno Restart() => Call.Of(Call.Make(SystemCall.reboot), reached: Errno.EINVAL);

    /// <summary>Into a file without a name.</summary>
    public static Errno Swap() => Call.Of(
        Call.With("", nothing => Call.Make(SystemCall.swapon, nothing)), reached: Errno.ENOENT);

    /// <summary>To the name that it has.</summary>
    public static Errno NameMachine()
    {
        string name = File.ReadAllText("/proc/sys/kernel/hostname").TrimEnd('\n');
        return Call.Of(Call.With(name, text => Call.Make(SystemCall.sethostname, text, Encoding.UTF8.GetByteCount(name))));
    }

    /// <summary>ENOSYS where the operator has turned rings off for everybody (kernel.io_uring_disabled).</summary>
    public static Errno MakeRing()
    {
        const string Setting = "/proc/sys/kernel/io_uring_disabled";
        if (File.Exists(Setting) && File.ReadAllText(Setting).StartsWith('2'))
        {
            return Errno.ENOSYS;
        }

        byte* parameters = stackalloc byte[UringParameterBytes];
        new Span<byte>(parameters, UringParameterBytes).Clear();
        return Call.Closing(Call.Make(SystemCall.io_uring_setup, 1, (nint)parameters));
    }

    public static Errno HandleFaults() => Call.Closing(
        Call.Make(SystemCall.userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY));

    public static Errno MakeQueue() => Removing(
        Call.Make(SystemCall.msgget, 0, IPC_CREAT_OWNER), SystemCall.msgctl);

    public static Errno MakeSegment() => Removing(
        Call.Make(SystemCall.shmget, 0, PageBytes, IPC_CREAT_OWNER), SystemCall.shmctl);

    public static Errno StoreKey()
    {
        nint key = Call.With("user", "telos-prove", (kind, name) =>
            Call.Make(SystemCall.add_key, kind, name, kind, 1, KEY_SPEC_USER_KEYRING));
        if (key >= 0)
        {
            Call.Make(SystemCall.keyctl, KEYCTL_UNLINK, key, KEY_SPEC_USER_KEYRING);
        }

        return Call.Of(key);
    }

    private static void Clear(uint* attributes) => new Span<uint>(attributes, BpfWords).Clear();

    private static Errno Bpf(int command, uint* attributes, bool opens = false)
    {
        nint rc = Call.Make(SystemCall.bpf, command, (nint)attributes, BpfWords * sizeof(uint));
        return opens ? Call.Closing(rc) : Call.Of(rc);
    }

    private static Errno Removing(nint queue, SystemCall control)
    {
        if (queue >= 0)
        {
            Call.Make(control, queue, IPC_RMID);
        }

        return Call.Of(queue);
    }
}
