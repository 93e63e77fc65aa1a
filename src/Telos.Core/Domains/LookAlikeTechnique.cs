namespace Telos.Core.Domains;

/// <summary>How a name imitates another.</summary>
public enum LookAlikeTechnique : byte
{
    None,

    /// <summary>Other characters, the same look.</summary>
    Homoglyph,
    Omission,
    Insertion,
    Repetition,
    Transposition,
    Replacement,

    /// <summary>A replacement by a letter of which one bit differs.</summary>
    Bitsquat,
    Hyphenation,

    /// <summary>More than one mistake.</summary>
    Typos,

    /// <summary>The brand under another public suffix.</summary>
    SuffixSwap,

    /// <summary>The brand and more words.</summary>
    Combosquat,

    /// <summary>A mistake in the brand, and more words.</summary>
    TypoCombosquat,

    /// <summary>The brand is a label below somebody else's domain.</summary>
    LevelSquat,
}
