using System.Text;
using BenchmarkDotNet.Attributes;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;

namespace Telos.Bench;

/// <summary>What <see cref="LookAlikes"/> is compared with: two usual ways, which find mistakes alone.</summary>
public class LookAlikeRivals
{
    private const int DistanceMax = 2;

    private readonly AskedLabels _asked = new();
    private readonly Dictionary<string, List<int>> _deletions = [];
    private byte[][] _labels = null!;
    private byte[][] _benign = null!;
    private int _next;

    [GlobalSetup]
    public void Build()
    {
        _labels = [.. _asked.Brands.Select(Encoding.ASCII.GetBytes)];
        _benign = [.. _asked.Benign.Select(label => MadeNames.Wire(label + ".com"))];
        for (int brand = 0; brand < _asked.Brands.Length; brand++)
        {
            foreach (string left in Deletions(_asked.Brands[brand]))
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
    [BenchmarkCategory(Bar.Baseline)]
    public int SymSpellBenign() => Lookup(_asked.Benign[_next++ & (AskedLabels.Count - 1)]);

    [Benchmark]
    [BenchmarkCategory(Bar.Baseline)]
    public int SymSpellTypo() => Lookup(_asked.Typos[_next++ & (AskedLabels.Count - 1)]);

    [Benchmark]
    [BenchmarkCategory(Bar.Baseline)]
    public int BruteForceBenign()
    {
        byte[] name = _benign[_next++ & (AskedLabels.Count - 1)];
        ReadOnlySpan<byte> label = name.AsSpan(1, name[0]);
        int found = -1;
        for (int brand = 0; brand < _labels.Length; brand++)
        {
            if (Math.Abs(_labels[brand].Length - label.Length) <= DistanceMax
                && EditDistance.Osa(_labels[brand], label) <= DistanceMax)
            {
                found = brand;
            }
        }

        return found;
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
