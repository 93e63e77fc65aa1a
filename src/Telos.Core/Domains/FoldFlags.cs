namespace Telos.Core.Domains;

/// <summary>What was noticed while a label was folded to its skeleton.</summary>
[Flags]
public enum FoldFlags : ushort
{
    None = 0,

    /// <summary>The skeleton differs from the label: it has characters that look like others.</summary>
    Changed = 1 << 0,

    /// <summary>It is an A-label (RFC 5890 2.3.2.1), and was decoded.</summary>
    International = 1 << 1,

    /// <summary>An A-label that does not decode, or to what no registry may accept (RFC 5891 4.2, UTS 46 4).</summary>
    Invalid = 1 << 2,

    /// <summary>Characters of scripts that do not belong together (UTS 39 5.2, highly restrictive).</summary>
    MixedScript = 1 << 3,

    /// <summary>All of one script that is not Latin, and all look like Latin letters (UTS 39 4.1, whole-script).</summary>
    WholeScript = 1 << 4,

    /// <summary>Some character looks like none in ASCII.</summary>
    BeyondAscii = 1 << 5,

    /// <summary>Letters with marks or of an extended Latin block that are read as plain ones.</summary>
    Marked = 1 << 6,

    /// <summary>Neither Latin nor of East Asia, where names have two scripts.</summary>
    OtherScript = 1 << 7,

    /// <summary>A letter that only some countries have (<see cref="CharacterStatus.Local"/>).</summary>
    Local = 1 << 8,

    /// <summary>
    /// A letter of no alphabet, a mark that no letter has, or one of East Asia that passes for a Latin one beside such.
    /// </summary>
    Odd = 1 << 9,
}
