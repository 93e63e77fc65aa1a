using System.Numerics;
using System.Runtime.CompilerServices;

namespace Telos.Core.Domains;

/// <summary>
/// What one agent has told the outside in the names it asked for, and how much more it may: an estimate in bits for each
/// registrable domain and in total (after ibHH, arXiv 2307.02614), in constant memory. A name not asked before costs
/// what its labels hold (<see cref="LabelCost"/>), a domain not asked before costs its own labels in total. A repeated
/// query costs an eighth of what its choice among the known ones can hold, since programs repeat themselves all day: in
/// repeats an agent can tell up to eight times its budget. Not thread-safe: one thread serves an agent.
/// </summary>
public sealed class LabelBudget
{
    private const int EighthsPerBit = 8;
    private const ulong TypeFactor = 0x9E3779B97F4A7C15;

    // 512 domains. In a full set the new domain takes the place of the lowest one with its level and choices
    // (space-saving): it may be refused early, never late.
    private const int Sets = 1 << SetBits;
    private const int SetBits = 6;
    private const int Ways = 8;

    private readonly PublicSuffixes _suffixes;
    private readonly HashKey _key;
    private readonly LabelBudgetLimits _limits;
    private readonly DomainUse[] _domains = new DomainUse[Sets * Ways];
    private readonly SeenNames _seen = new();
    private LeakyLevel _total;

    public LabelBudget(PublicSuffixes suffixes, HashKey key, LabelBudgetLimits limits)
    {
        _suffixes = suffixes;
        _key = key;
        _limits = limits;
    }

    /// <summary>The same for every budget, whatever was asked.</summary>
    public static long BytesHeld => SeenNames.BytesHeld + Sets * Ways * (long)Unsafe.SizeOf<DomainUse>();

    /// <summary>
    /// Decides before the query is forwarded, and charges it only if it may leave. Answers from the cache tell nobody
    /// anything and are not to be charged.
    /// </summary>
    /// <param name="name">The uncompressed, lower-cased wire form with its root byte (RFC 1035 3.1).</param>
    /// <param name="type">The query's type, which carries information too.</param>
    /// <param name="nowSeconds">Of a monotonic clock.</param>
    public BudgetVerdict Charge(ReadOnlySpan<byte> name, ushort type, long nowSeconds)
    {
        Query query = Identify(name, type);
        ref DomainUse domain = ref Find(query.DomainHash, nowSeconds);
        int below = Below(query, name, type, domain);
        int ofDomain = _seen.Contains(query.DomainHash) ? 0 : LabelCost.Eighths(name[query.DomainOffset..^1]);
        if (domain.Level.Eighths + below > _limits.DomainBits * EighthsPerBit)
        {
            return BudgetVerdict.OverDomain;
        }

        _total.Drain(nowSeconds, _limits.TotalBitsPerHour * EighthsPerBit);
        if (_total.Eighths + below + ofDomain > _limits.TotalBits * EighthsPerBit)
        {
            return BudgetVerdict.OverTotal;
        }

        if (domain.Hash != query.DomainHash)
        {
            domain.Hash = query.DomainHash;
            domain.Choices = domain.Level.Eighths == 0 ? 0 : domain.Choices;
        }

        domain.Choices += _seen.Contains(query.TypedHash) ? 0 : 1;
        domain.Level.Add(below);
        _total.Add(below + ofDomain);
        _seen.Add(query.DomainHash);
        _seen.Add(query.NameHash);
        _seen.Add(query.TypedHash);
        return BudgetVerdict.Within;
    }

    /// <summary>What <see cref="Charge"/> would go by now; charges nothing.</summary>
    public BudgetUse Explain(ReadOnlySpan<byte> name, ushort type, long nowSeconds)
    {
        Query query = Identify(name, type);
        ref DomainUse domain = ref Find(query.DomainHash, nowSeconds);
        _total.Drain(nowSeconds, _limits.TotalBitsPerHour * EighthsPerBit);
        return new BudgetUse(query.DomainOffset, ToBits(Below(query, name, type, domain)),
            ToBits(domain.Level.Eighths), ToBits(_total.Eighths));
    }

    private static int ToBits(long eighths) => (int)((eighths + EighthsPerBit - 1) / EighthsPerBit);

    private Query Identify(ReadOnlySpan<byte> name, ushort type)
    {
        // A public suffix, or the root, stands for itself.
        int offset = Math.Max(0, _suffixes.FindRegistrable(name, SuffixSections.IcannAndPrivate));
        ulong domainHash = _key.Start;
        SuffixWalk walk = new(name, _key);
        while (walk.MoveNext())
        {
            domainHash = walk.Offset == offset ? walk.Hash : domainHash;
        }

        return new Query(offset, domainHash, walk.Hash, walk.Hash ^ (type + 1UL) * TypeFactor);
    }

    private int Below(in Query query, ReadOnlySpan<byte> name, ushort type, in DomainUse domain)
    {
        // An eighth of log2(choices) bits is log2(choices) in eighths; the smallest charge is one.
        int repeat = 1 + BitOperations.Log2((uint)Math.Max(1, domain.Choices - 1));
        return _seen.Contains(query.TypedHash) ? repeat
            : _seen.Contains(query.NameHash) ? repeat + LabelCost.OfType(type)
            : LabelCost.Eighths(name[..query.DomainOffset]) + LabelCost.OfType(type);
    }

    private ref DomainUse Find(ulong hash, long nowSeconds)
    {
        int first = (int)(hash >> (64 - SetBits)) * Ways;
        int lowest = first;
        for (int way = first; way < first + Ways; way++)
        {
            _domains[way].Level.Drain(nowSeconds, _limits.DomainBitsPerHour * EighthsPerBit);
            if (_domains[way].Hash == hash)
            {
                return ref _domains[way];
            }

            lowest = _domains[way].Level.Eighths < _domains[lowest].Level.Eighths ? way : lowest;
        }

        return ref _domains[lowest];
    }

    private readonly record struct Query(int DomainOffset, ulong DomainHash, ulong NameHash, ulong TypedHash);

    private struct DomainUse
    {
        public ulong Hash;
        public LeakyLevel Level;

        // Names and types asked for: what a repeated query chooses from.
        public int Choices;
    }
}
