namespace Telos.Core.Domains;

/// <summary>
/// The Public Suffix List (https://publicsuffix.org/list/): under which suffixes people register domains. Immutable.
/// A suffix that a rule goes through or ends at is a word of 58 bits of its keyed hash and 6 of flags, so an accident
/// is a matter of 2^-58 a compared word.
/// </summary>
public sealed class PublicSuffixes
{
    // Four slots of five are taken: 10,470 rules in 109 kB.
    private const int SlotsPerFiveFourths = 4;

    private readonly HashKey _key;
    private readonly ulong[] _slots;

    internal PublicSuffixes(HashKey key, Dictionary<ulong, SuffixRule> rules, int ruleCount, string version)
    {
        _key = key;
        RuleCount = ruleCount;
        Version = version;
        _slots = GC.AllocateArray<ulong>(rules.Count / SlotsPerFiveFourths * 5 + 8, pinned: true);
        foreach ((ulong hash, SuffixRule rule) in rules)
        {
            int slot = Reduce(hash);
            while (_slots[slot] != 0)
            {
                slot = slot + 1 == _slots.Length ? 0 : slot + 1;
            }

            _slots[slot] = (hash & ~(ulong)SuffixRule.All) | (ulong)rule;
        }
    }

    /// <param name="slots">As <see cref="Slots"/> gave them, under the same key; one is zero at least.</param>
    internal PublicSuffixes(HashKey key, ulong[] slots, int ruleCount, string version)
    {
        _key = key;
        _slots = slots;
        RuleCount = ruleCount;
        Version = version;
    }

    public int RuleCount { get; }

    /// <summary>The list's date, as it says itself: 2026-11-19.</summary>
    public string Version { get; }

    public long BytesHeld => sizeof(ulong) * (long)_slots.Length;

    internal ReadOnlySpan<ulong> Slots => _slots;

    /// <summary>The list that this program was built with. Takes some milliseconds.</summary>
    public static PublicSuffixes Load() => Load(HashKey.Random());

    public static PublicSuffixes Load(HashKey key)
    {
        using Stream list = typeof(PublicSuffixes).Assembly.GetManifestResourceStream("public_suffix_list.dat")!;
        return PublicSuffixList.Read(list, key);
    }

    /// <summary>
    /// Where in the name its registrable domain begins: the public suffix and one label more. -1 if there is none, since
    /// the name is itself a public suffix or the root. A top label that the list does not know is a public suffix.
    /// </summary>
    /// <param name="name">The uncompressed, lower-cased wire form with its root byte (RFC 1035 3.1).</param>
    public int FindRegistrable(ReadOnlySpan<byte> name, SuffixSections sections)
    {
        SuffixRule exact = SuffixRule.Icann, wildcard = SuffixRule.IcannWildcard;
        if (sections == SuffixSections.IcannAndPrivate)
        {
            exact |= SuffixRule.Private;
            wildcard |= SuffixRule.PrivateWildcard;
        }

        SuffixWalk walk = new(name, _key);
        SuffixRule parent = SuffixRule.Deeper;
        int registrable = -1;
        while (walk.MoveNext())
        {
            SuffixRule rule = (parent & SuffixRule.Deeper) != 0 ? Find(walk.Hash) : SuffixRule.None;
            if ((rule & SuffixRule.Exception) != 0 && (parent & wildcard) != 0)
            {
                return walk.Offset;
            }

            if ((rule & exact) != 0 || (parent & wildcard) != 0 || walk.LabelCount == 1)
            {
                registrable = -1;
            }
            else if (registrable < 0)
            {
                registrable = walk.Offset;
            }

            if (registrable >= 0 && (rule & SuffixRule.Deeper) == 0)
            {
                break;
            }

            parent = rule;
        }

        return registrable;
    }

    private SuffixRule Find(ulong hash)
    {
        ulong[] slots = _slots;
        int slot = Reduce(hash);
        while (slots[slot] != 0)
        {
            if ((slots[slot] ^ hash) <= (ulong)SuffixRule.All)
            {
                return (SuffixRule)slots[slot] & SuffixRule.All;
            }

            slot++;
            slot = slot == slots.Length ? 0 : slot;
        }

        return SuffixRule.None;
    }

    private int Reduce(ulong hash) => (int)Math.BigMul(hash, (ulong)_slots.Length, out _);
}
