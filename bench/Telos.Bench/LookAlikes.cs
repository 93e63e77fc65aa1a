using System.Text;
using BenchmarkDotNet.Attributes;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;

namespace Telos.Bench;

/// <summary>Whom a name imitates of 100,000 brands, beside two usual ways that find mistakes alone.</summary>
[MemoryDiagnoser]
public class LookAlikes
{
    private const int Brands = 100_000;
    private const int Asked = 1 << 12;
    private const int DistanceMax = 2;

    private readonly string[] _brands = MadeNames.Labels(Brands, seed: 4);
    private readonly Dictionary<string, List<int>> _deletions = [];
    private byte[][] _labels = null!;
    private byte[][] _benign = null!;
    private byte[][] _typos = null!;
    private string[] _benignText = null!;
    private string[] _typoText = null!;
    private DomainIndex _index = null!;
    private int _next;

    [GlobalSetup]
    public void Build()
    {
        _index = MadeNames.Open(MadeNames.Index([], _brands));
        _labels = [.. _brands.Select(Encoding.ASCII.GetBytes)];
        IEnumerable<string> others = MadeNames.Labels(Asked * 4, seed: 5).Except(_brands).Take(Asked);
        _benignText = [.. others.Select((label, i) => $"{label}{Tail(i)}")];
        Random random = new(6);
        _typoText = [.. Enumerable.Range(0, Asked).Select(_ => Mistake(_brands[random.Next(Brands)], random))];
        _benign = [.. _benignText.Select(label => MadeNames.Wire(label + ".com"))];
        _typos = [.. _typoText.Select(label => MadeNames.Wire(label + ".com"))];
        for (int brand = 0; brand < Brands; brand++)
        {
            foreach (string left in Deletions(_brands[brand]))
            {
                if (!_deletions.TryGetValue(left, out List<int>? brands))
                {
                    _deletions.Add(left, brands = []);
                }

                brands.Add(brand);
            }
        }
    }

    [Benchmark]
    public int Benign() => Find(_benign);

    [Benchmark]
    public int Typo() => Find(_typos);

    [Benchmark]
    [BenchmarkCategory(Bar.Baseline)]
    public int SymSpellBenign() => Lookup(_benignText[_next++ & (Asked - 1)]);

    [Benchmark]
    [BenchmarkCategory(Bar.Baseline)]
    public int SymSpellTypo() => Lookup(_typoText[_next++ & (Asked - 1)]);

    [Benchmark]
    [BenchmarkCategory(Bar.Baseline)]
    public int BruteForceBenign()
    {
        byte[] name = _benign[_next++ & (Asked - 1)];
        ReadOnlySpan<byte> label = name.AsSpan(1, name[0]);
        int found = -1;
        for (int brand = 0; brand < Brands; brand++)
        {
            if (Math.Abs(_labels[brand].Length - label.Length) <= DistanceMax
                && EditDistance.Osa(_labels[brand], label) <= DistanceMax)
            {
                found = brand;
            }
        }

        return found;
    }

    private int Find(byte[][] names)
    {
        byte[] name = names[_next++ & (Asked - 1)];
        return new LookAlikeFinder(new BrandView(_index)).Find(name, 0, isOwned: false).Brand;
    }

    // What nobody's brand is two letters away from.
    private static string Tail(int number) => "xq" + (char)('a' + (number % 26)) + "x";

    private static string Mistake(string label, Random random)
    {
        int at = random.Next(label.Length - 1);
        return random.Next(4) switch
        {
            0 => label.Remove(at, 1),
            1 => label.Insert(at, "q"),
            2 => label[..at] + label[at + 1] + label[at] + label[(at + 2)..],
            _ => label[..at] + 'x' + label[(at + 1)..],
        };
    }

    // SymSpell (Garbe, 2012): all that is left of a word without up to two letters, in a hash table, of words and of questions.
    private static HashSet<string> Deletions(string label)
    {
        HashSet<string> left = [label];
        for (int i = 0; i < label.Length; i++)
        {
            string once = label.Remove(i, 1);
            left.Add(once);
            for (int j = i; j < once.Length && label.Length >= BrandView.TwiceLengthMin; j++)
            {
                left.Add(once.Remove(j, 1));
            }
        }

        return left;
    }

    private int Lookup(string label)
    {
        int found = -1;
        foreach (string left in Deletions(label))
        {
            if (_deletions.TryGetValue(left, out List<int>? brands))
            {
                foreach (int brand in brands)
                {
                    found = EditDistance.Osa(_labels[brand], Encoding.ASCII.GetBytes(label)) <= DistanceMax ? brand : found;
                }
            }
        }

        return found;
    }
}
