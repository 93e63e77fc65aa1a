using System.IO.Compression;
using System.Reflection;
using Telos.Core.Abi;

namespace Telos.Daemon.Gates;

/// <summary>The BPF objects that this binary carries, compressed, and the name under which their pins are kept.</summary>
internal static class GateImage
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    private const string GatesName = "telos.bpf.o.gz";
    private const string HyperionName = "hyperion.bpf.o.gz";

    /// <summary>
    /// ABI version and a fingerprint of the objects (FNV-1a, 64 bits, as they are carried): a daemon of another build does not
    /// take maps for its own that it cannot read.
    /// </summary>
    public static string BuildName { get; } =
        $"abi{KernelAbi.TELOS_ABI_VERSION}-{Fingerprint(Fingerprint(FnvOffset, Open(GatesName)), Open(HyperionName)):x16}";

    /// <summary>Made anew each time, for whoever loads it: a daemon needs it for a moment of its life.</summary>
    public static byte[] GatesElf() => Unpack(GatesName);

    /// <summary>The XDP program, which is loaded for the interfaces that are named.</summary>
    public static byte[] HyperionElf() => Unpack(HyperionName);

    private static byte[] Unpack(string name)
    {
        using GZipStream packed = new(Open(name), CompressionMode.Decompress);
        using MemoryStream elf = new();
        packed.CopyTo(elf);
        return elf.ToArray();
    }

    private static Stream Open(string name) => Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;

    private static ulong Fingerprint(ulong hash, Stream bytes)
    {
        using (bytes)
        {
            Span<byte> chunk = stackalloc byte[4096];
            for (int count = bytes.Read(chunk); count > 0; count = bytes.Read(chunk))
            {
                foreach (byte value in chunk[..count])
                {
                    hash = (hash ^ value) * FnvPrime;
                }
            }

            return hash;
        }
    }
}
