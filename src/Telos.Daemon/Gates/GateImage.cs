using System.Reflection;
using Telos.Core.Abi;

namespace Telos.Daemon.Gates;

/// <summary>The BPF object that this binary carries, and the name under which its pins are kept.</summary>
internal static class GateImage
{
    private const string ResourceName = "telos.bpf.o";
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    public static byte[] Elf { get; } = Read();

    /// <summary>
    /// ABI version and a fingerprint of the object (FNV-1a, 64 bits): a daemon of another build does not take
    /// maps for its own that it cannot read.
    /// </summary>
    public static string BuildName { get; } = $"abi{KernelAbi.TELOS_ABI_VERSION}-{Fingerprint(Elf):x16}";

    private static byte[] Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourceName)!;
        byte[] elf = new byte[stream.Length];
        stream.ReadExactly(elf);
        return elf;
    }

    private static ulong Fingerprint(ReadOnlySpan<byte> bytes)
    {
        ulong hash = FnvOffset;
        foreach (byte value in bytes)
        {
            hash = (hash ^ value) * FnvPrime;
        }

        return hash;
    }
}
