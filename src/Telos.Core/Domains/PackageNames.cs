using System.Text;
using Telos.Core.Domains.Indexes;

namespace Telos.Core.Domains;

/// <summary>
/// Names of packages that many depend on, of which others are imitations: what people and models mistype when they install.
/// Looked up like brands, below a top label that no domain has.
/// </summary>
public sealed class PackageNames
{
    private const int LabelLengthMax = 63;
    private const string Suffix = ".pkg";

    private readonly DomainIndex _index;

    private PackageNames(DomainIndex index) => _index = index;

    private static ReadOnlySpan<byte> Top => "\u0003pkg\0"u8;

    /// <summary>Those that this program was built with. Takes some milliseconds.</summary>
    public static PackageNames Load()
    {
        using Stream list = typeof(PackageNames).Assembly.GetManifestResourceStream("packages.txt")!;
        using StreamReader lines = new(list, Encoding.ASCII);
        StringBuilder table = new();
        HashSet<string> names = [];
        while (lines.ReadLine() is string line)
        {
            foreach (string name in line.StartsWith('#') ? [] : line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                // A dot ends a label; as a domain such a name is judged as one.
                if (!name.Contains('.', StringComparison.Ordinal) && names.Add(name))
                {
                    table.Append(name).Append(Suffix).Append(",package,brand,1\n");
                }
            }
        }

        using MemoryStream compiled = new(Encoding.ASCII.GetBytes(table.ToString().TrimEnd('\n')));
        return new PackageNames(DomainList.Compile(compiled, HashKey.Random()));
    }

    /// <summary>The package that a name of one label imitates; none when it is one itself, or has more labels.</summary>
    /// <param name="name">Lower-case wire form.</param>
    internal LookAlike Find(ReadOnlySpan<byte> name)
    {
        if (name.Length < 2 || name[0] > LabelLengthMax || name[name[0] + 1] != 0)
        {
            return LookAlike.None;
        }

        Span<byte> package = stackalloc byte[LabelLengthMax + 8];
        name[..^1].CopyTo(package);
        Top.CopyTo(package[(name.Length - 1)..]);
        package = package[..(name.Length - 1 + Top.Length)];
        _index.Find(package, out int known);
        return known == 0
            ? LookAlike.None
            : new LookAlikeFinder(new BrandView(_index)).Find(package, registrableOffset: 0, isOwned: false);
    }

    /// <summary>The name of the package of that number.</summary>
    public string Name(int package) => _index.BrandName(package)[..^Suffix.Length];
}
