using System.Runtime.InteropServices;
using Telos.Linux.Native;

namespace Telos.Linux.Bpf;

internal sealed class KernelBtf : SafeHandle
{
    private KernelBtf(nint btf)
        : base(0, ownsHandle: true) => SetHandle(btf);

    public override bool IsInvalid => handle == 0;

    internal static Errno TryLoad(out KernelBtf? btf)
    {
        using BpfLog log = BpfLog.Capture();
        nint loaded = Libbpf.btf__load_vmlinux_btf();
        btf = loaded == 0 ? null : new KernelBtf(loaded);
        return loaded == 0 ? Syscall.Last() : Errno.None;
    }

    internal bool HasFunction(string name) =>
        Libbpf.btf__find_by_name_kind(handle, name, Libbpf.BTF_KIND_FUNC) > 0;

    protected override bool ReleaseHandle()
    {
        Libbpf.btf__free(handle);
        return true;
    }
}
