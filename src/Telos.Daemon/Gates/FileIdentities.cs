using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Telos.Core.Abi;
using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Files;

namespace Telos.Daemon.Gates;

/// <summary>
/// Paths turned into the identities that the gates see. The files are opened (O_PATH, nothing is read and no driver
/// runs) and the identify iterator reports what each descriptor refers to, in the kernel's own numbers.
/// </summary>
internal sealed class FileIdentities(BpfIterator identify)
{
    private const int BatchMax = 256;
    private const int DescriptorsMax = (int)KernelAbi.TELOS_IDENTIFIED_DESCRIPTORS_MAX;

    private readonly Lock _lock = new();
    private readonly byte[] _lines = new byte[DescriptorsMax * OpenFile.SizeOf];

    /// <summary>Each path's file, or null where there is none to be opened. Symbolic links are followed.</summary>
    public OpenFile?[] Resolve(IReadOnlyList<string> paths)
    {
        OpenFile?[] resolved = new OpenFile?[paths.Count];
        lock (_lock)
        {
            for (int start = 0; start < paths.Count; start += BatchMax)
            {
                ResolveBatch(paths, start, Math.Min(paths.Count, start + BatchMax), resolved);
            }
        }

        return resolved;
    }

    public OpenFile? Resolve(string path) => Resolve([path])[0];

    private void ResolveBatch(IReadOnlyList<string> paths, int start, int endExcl, OpenFile?[] resolved)
    {
        SafeFileHandle?[] files = new SafeFileHandle?[endExcl - start];
        try
        {
            for (int i = start; i < endExcl; i++)
            {
                Errno error = OpenPath.TryOpenPath(paths[i], out files[i - start]);
                bool isTooHigh = files[i - start]?.DangerousGetHandle() >= DescriptorsMax;
                if (error is Errno.EMFILE or Errno.ENFILE || isTooHigh)
                {
                    throw new LinuxException("open", paths[i], isTooHigh ? Errno.EMFILE : error);
                }
            }

            int bytes = identify.Run(_lines);
            ReadOnlySpan<OpenFile> lines = MemoryMarshal.Cast<byte, OpenFile>(_lines.AsSpan(0, bytes));
            for (int i = start; i < endExcl; i++)
            {
                resolved[i] = files[i - start] is SafeFileHandle file ? Find(lines, file) : null;
            }
        }
        finally
        {
            foreach (SafeFileHandle? file in files)
            {
                file?.Dispose();
            }
        }
    }

    private static OpenFile? Find(ReadOnlySpan<OpenFile> lines, SafeFileHandle file)
    {
        foreach (ref readonly OpenFile line in lines)
        {
            if (line.Descriptor == (uint)file.DangerousGetHandle())
            {
                return line;
            }
        }

        return null;
    }
}
