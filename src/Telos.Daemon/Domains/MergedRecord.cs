using Telos.Core.Domains;

namespace Telos.Daemon.Domains;

/// <summary>
/// What several lists say of a name: all their flags, the first category, the worst reputation if one is bad and the best
/// if not, the latest registration. It is from the first list that says anything against it, or else the first.
/// </summary>
internal struct MergedRecord
{
    private const int NeutralReputation = 50;
    private const DomainFlags Against = DomainFlags.Blocked | DomainFlags.Malware | DomainFlags.Phishing;

    private DomainCategory _category;
    private DomainFlags _flags;
    private byte _reputation;
    private uint _rank;
    private int _registered;
    private ushort _source;

    /// <param name="today">The day it is, counted from 1970-01-01.</param>
    public readonly DomainRecord Of(int today) => new(
        _category, _reputation, _flags, DomainList.RankBitsOf(_rank), DomainAge.Of(_registered, today), _source);

    public void Add(ushort source, DomainCategory category, byte reputation, DomainFlags flags, uint rank, int registered)
    {
        bool isFirst = _source == 0;
        bool isWorse = reputation < NeutralReputation || (_reputation < NeutralReputation && !isFirst);
        _reputation = isFirst ? reputation
            : isWorse ? Math.Min(_reputation, reputation)
            : Math.Max(_reputation, reputation);
        _source = isFirst || ((flags & Against) != 0 && (_flags & Against) == 0) ? source : _source;
        _category = _category == DomainCategory.Unknown ? category : _category;
        _flags |= flags;
        _registered = Math.Max(_registered, registered);
        _rank = _rank == 0 || (rank > 0 && rank < _rank) ? rank : _rank;
    }
}
