namespace Telos.Core.Domains.Indexes;

/// <summary>Whether a file is an index that can be used, or why not. The file in use stays in use.</summary>
public enum IndexStatus
{
    Ok,

    /// <summary>Shorter than its header and directory.</summary>
    TooShort,
    NotAnIndex,

    /// <summary>Of another version of the format: to be compiled again.</summary>
    OtherVersion,

    /// <summary>It is not as long as its header says: cut off, or written to.</summary>
    LengthDiffers,

    /// <summary>The header or the directory is not what was written.</summary>
    HeaderCorrupt,

    /// <summary>A section lies outside the file, or is not where its words may be read.</summary>
    SectionMisplaced,
    SectionMissing,

    /// <summary>A section is not what was written.</summary>
    SectionCorrupt,

    /// <summary>A section is what was written, and makes no sense.</summary>
    SectionMalformed,

    /// <summary>Its brands are folded by another table than this program folds names by: to be compiled again.</summary>
    OtherConfusables,
}
