using BenchmarkDotNet.Attributes;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;

namespace Telos.Bench;

/// <summary>Whom a name imitates of 100,000 brands.</summary>
public class LookAlikes
{
    private byte[][] _benign = null!;
    private byte[][] _typos = null!;
    private DomainIndex _index = null!;
    private int _next;

    [GlobalSetup]
    public void Build()
    {
        AskedLabels labels = new();
        _index = MadeNames.Open(MadeNames.Index([], labels.Brands));
        _benign = [.. labels.Benign.Select(label => MadeNames.Wire(label + ".com"))];
        _typos = [.. labels.Typos.Select(label => MadeNames.Wire(label + ".com"))];
    }

    [Benchmark]
    public int Benign() => Find(_benign);

    [Benchmark]
    public int Typo() => Find(_typos);

    private int Find(byte[][] names)
    {
        byte[] name = names[_next++ & (AskedLabels.Count - 1)];
        return new LookAlikeFinder(new BrandView(_index)).Find(name, 0, isOwned: false).Brand;
    }
}
