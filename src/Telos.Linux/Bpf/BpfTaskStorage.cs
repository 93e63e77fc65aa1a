using Telos.Linux.Processes;

namespace Telos.Linux.Bpf;

/// <summary>Task storage, which user space addresses by pidfd. It borrows the handle.</summary>
public sealed class BpfTaskStorage<TValue>(BpfMapHandle handle)
    where TValue : unmanaged
{
    private readonly BpfMap<int, TValue> _map = new(handle);

    public bool TryGet(PidFd process, out TValue value)
    {
        bool held = false;
        try
        {
            process.DangerousAddRef(ref held);
            return _map.TryGet((int)process.DangerousGetHandle(), out value);
        }
        finally
        {
            Release(process, held);
        }
    }

    public Errno TrySet(PidFd process, in TValue value, UpdateMode mode = UpdateMode.Any)
    {
        bool held = false;
        try
        {
            process.DangerousAddRef(ref held);
            return _map.TrySet((int)process.DangerousGetHandle(), value, mode);
        }
        finally
        {
            Release(process, held);
        }
    }

    public bool Delete(PidFd process)
    {
        bool held = false;
        try
        {
            process.DangerousAddRef(ref held);
            return _map.Delete((int)process.DangerousGetHandle());
        }
        finally
        {
            Release(process, held);
        }
    }

    private static void Release(PidFd process, bool held)
    {
        if (held)
        {
            process.DangerousRelease();
        }
    }
}
