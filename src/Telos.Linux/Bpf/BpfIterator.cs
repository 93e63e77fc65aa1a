using Telos.Linux.Native;

namespace Telos.Linux.Bpf;

/// <summary>An attached iterator program. Each run walks the kernel objects anew.</summary>
public sealed class BpfIterator : IDisposable
{
    private readonly BpfLinkHandle _link;

    internal BpfIterator(BpfLinkHandle link) => _link = link;

    /// <summary>
    /// Runs the program over every object, to the end or until it returns 1, and returns how many bytes it wrote to
    /// <paramref name="output"/>. ENOSPC when it writes more; the walk has then stopped early.
    /// </summary>
    public int Run(Span<byte> output)
    {
        int fd = Libbpf.bpf_iter_create(_link);
        LinuxException.ThrowIf(Syscall.OfLibbpf(fd), "bpf_iter_create", _link.Name);
        using Walk walk = new(fd);
        int total = 0;
        Span<byte> probe = stackalloc byte[1];
        while (true)
        {
            // A read of no bytes would not run the program, so a full buffer is followed by a probe.
            bool full = total == output.Length;
            Errno error = LibcFiles.Read(walk, full ? probe : output[total..], out int count);
            if (error == Errno.EAGAIN)
            {
                // The program returned 1, and would at this object again (bpf_iter_run_prog, kernel/bpf/bpf_iter.c). The other
                // cause, a million objects without output, is more than a process has descriptors.
                return total;
            }

            LinuxException.ThrowIf(error, "read", _link.Name);
            if (count == 0)
            {
                return total;
            }

            LinuxException.ThrowIf(full ? Errno.ENOSPC : Errno.None, "read", _link.Name);
            total += count;
        }
    }

    public void Dispose() => _link.Dispose();

    private sealed class Walk(int fd) : Descriptor(fd);
}
