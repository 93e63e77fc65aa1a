using BenchmarkDotNet.Attributes;
using Telos.Core.Domains;
using Telos.Core.Domains.Indexes;

namespace Telos.Bench;

/// <summary>
/// What is asked of an index of a million names, at random, so that the processor's caches help as little as in life.
/// </summary>
public class DomainLookups
{
    private const int Million = 1_000_000;
    private const int Asked = 1 << 16;
    private const int Warm = 1 << 8;

    private readonly PackedNames _unknown = new(MadeNames.Names(MadeNames.Labels(Asked, seed: 7), seed: 8));
    private readonly PackedNames _few = new(MadeNames.Names(MadeNames.Labels(Warm, seed: 10), seed: 11));
    private PackedNames _asked = null!;
    private DomainIndex _index = null!;
    private DomainPipeline _pipeline = null!;

    [GlobalSetup]
    public void Build()
    {
        byte[][] names = Known();
        string[] brands = [.. MadeNames.Labels(300, seed: 9)];
        _index = MadeNames.Open(MadeNames.Index(names, brands));
        _pipeline = new DomainPipeline(_index);
        _asked = new PackedNames(AskedOf(names));
    }

    [Benchmark]
    public int RegistrableDomain() => _index.Suffixes.FindRegistrable(_asked.Next(), SuffixSections.IcannAndPrivate);

    [Benchmark]
    public int KnownName()
    {
        _index.Find(_asked.Next(), out int offset);
        return offset;
    }

    /// <summary>Names that nobody asked before, unlike any: the longest way through all stages.</summary>
    [Benchmark]
    public int PipelineCold() => _pipeline.Judge(_unknown.Next(), 0).Score;

    [Benchmark]
    public int PipelineWarm() => _pipeline.Judge(_few.Next(), 0).Score;

    internal static byte[][] Known() => MadeNames.Names(MadeNames.Labels(Million, seed: 1), seed: 2);

    /// <summary>The names that are asked of these, in their order. Their number is a power of two.</summary>
    internal static byte[][] AskedOf(byte[][] names)
    {
        Random random = new(3);
        byte[][] asked = new byte[Asked][];
        for (int i = 0; i < Asked; i++)
        {
            asked[i] = names[random.Next(names.Length)];
        }

        return asked;
    }
}
