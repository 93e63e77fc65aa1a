namespace Telos.Core.Domains.Indexes;

/// <summary>The sections of an index file, by the numbers in its directory (docs/INDEX_FORMAT.md).</summary>
internal enum IndexSection : uint
{
    None,
    NameStarts,
    Names,
    Records,
    SuffixSlots,
    SuffixVersion,
    BrandOffsets,
    BrandLabels,
    BrandStarts,
    BrandFilter,
    BrandVariants,
    BrandSeeds,
    BrandSeedLists,
    Sources,
    Confusables,
}
