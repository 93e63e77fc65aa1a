using System.Reflection;
using Telos.Core.Abi;

namespace Telos.Daemon.Gates;

/// <summary>The BPF objects that this binary carries, and the name under which their pins are kept.</summary>
internal static class GateImage
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    public static byte[] Elf { get; } = Read("telos.bpf.o");

    /// <summary>The XDP program, which is loaded for the interfaces that are named.</summary>
    public static byte[] HyperionElf { get; } = Read("hyperion.bpf.o");

    /// <summary>
    /// ABI version and a fingerprint of the objects (FNV-1a, 64 bits): a daemon of another build does not take
    /// maps for its own that it cannot read.
    /// </summary>
    public static string BuildName { get; } =
        $"abi{KernelAbi.TELOS_ABI_VERSION}-{Fingerprint(Fingerprint(FnvOffset, Elf), HyperionElf):x16}";

    private static byte[] Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        byte[] elf = new byte[stream.Length];
        stream.ReadExactly(elf);
        return elf;
    }

    private static ulong Fingerprint(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * FnvPrime;
        }

        return hash;
    }
}
