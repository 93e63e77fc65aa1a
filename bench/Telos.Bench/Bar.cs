using System.Globalization;

namespace Telos.Bench;

/// <summary>What a figure, in nanoseconds if its name says nothing else, may be at most.</summary>
/// <param name="Other">Null: the limit is a number. Otherwise it is a share of this figure.</param>
internal sealed record Bar(string Figure, double Limit, string? Other = null)
{
    /// <summary>The category of what is only compared with.</summary>
    public const string Baseline = "baseline";

    public static IReadOnlyList<Bar> All { get; } =
    [
        new(nameof(DnsParse.ParseQuery), 40),
        new(nameof(DnsParse.ParseResponse), 120),
        new(nameof(DomainLookups.RegistrableDomain), 60),
        new(nameof(DomainLookups.KnownName), 130),
        new(nameof(DomainLookups.KnownName), 1 / 30.0, nameof(SqliteLookup.SqliteSelect)),
        new(nameof(DomainLookups.PipelineCold), 2000),
        new(nameof(DomainLookups.PipelineWarm), 50),
        new(nameof(LookAlikes.Benign), 1000),
        new(nameof(LookAlikes.Typo), 2000),
        new(nameof(LookAlikes.Benign), 1, nameof(LookAlikeRivals.SymSpellBenign)),
        new(nameof(LookAlikes.Typo), 1, nameof(LookAlikeRivals.SymSpellTypo)),
        new(nameof(LookAlikes.Benign), 1, nameof(LookAlikeRivals.BruteForceBenign)),
        new(DomainNumbers.IndexMegabytes, 32),
        new(DomainNumbers.OpenMilliseconds, 5),
    ];

    public bool IsMet(IReadOnlyDictionary<string, double> figures, out string words)
    {
        double limit = Other is null ? Limit : Limit * figures[Other];
        string of = Other is null ? "" : string.Create(CultureInfo.InvariantCulture, $" ({Limit:0.###} x {Other})");
        words = string.Create(CultureInfo.InvariantCulture, $"{Figure} {figures[Figure]:0.0} at most {limit:0.0}{of}");
        return figures[Figure] <= limit;
    }
}
