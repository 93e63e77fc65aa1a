using System.Text;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;

namespace Telos.Bench;

/// <summary>Names that could be pronounced, the same in each run.</summary>
internal static class MadeNames
{
    private static readonly string[] s_suffixes = ["com", "net", "org", "co.uk", "de", "io", "com.br", "fr"];
    private static readonly HashKey s_key = new(0x243F6A8885A308D3, 0x13198A2E03707344);

    /// <summary>Different labels of 6 to 14 letters.</summary>
    public static string[] Labels(int count, int seed)
    {
        Random random = new(seed);
        HashSet<string> labels = new(count);
        while (labels.Count < count)
        {
            StringBuilder label = new();
            for (int syllables = random.Next(3, 8); syllables > 0; syllables--)
            {
                label.Append("bcdfghjklmnprstvwz"[random.Next(18)]).Append("aeiou"[random.Next(5)]);
            }

            labels.Add(label.ToString());
        }

        return [.. labels];
    }

    /// <summary>Wire forms below usual suffixes, some with a label more.</summary>
    public static byte[][] Names(string[] labels, int seed)
    {
        Random random = new(seed);
        return [.. labels.Select(label =>
            Wire($"{(random.Next(3) == 0 ? "www." : "")}{label}.{s_suffixes[random.Next(s_suffixes.Length)]}"))];
    }

    public static byte[] Wire(string name)
    {
        byte[] wire = new byte[DomainLine.NameLengthMax];
        DomainLine.Parse(Encoding.ASCII.GetBytes(name), wire, out int length);
        return wire[..length];
    }

    /// <summary>An index in memory: the program's own names, these, and these brands under com.</summary>
    public static byte[] Index(IReadOnlyCollection<byte[]> names, IReadOnlyCollection<string> brands)
    {
        using MemoryStream output = new();
        using MemoryStream scratch = new();
        DomainIndexWriter writer = new(output, names.Count + brands.Count, s_key, scratch);
        foreach (byte[] name in names)
        {
            writer.Add(name, new DomainRecord(DomainCategory.Unknown, 50, DomainFlags.None, 0, default, 1));
        }

        foreach (string brand in brands)
        {
            writer.Add(Wire(brand + ".com"), new DomainRecord(DomainCategory.Unknown, 50, DomainFlags.Brand, 1, default, 1));
        }

        writer.SetSuffixes(PublicSuffixes.Load(s_key));
        writer.Complete(0);
        return output.ToArray();
    }

    public static DomainIndex Open(ReadOnlyMemory<byte> memory)
    {
        IndexStatus status = DomainIndex.TryOpen(memory, out DomainIndex? index);
        return status == IndexStatus.Ok ? index! : throw new InvalidOperationException($"the index is {status}");
    }
}
