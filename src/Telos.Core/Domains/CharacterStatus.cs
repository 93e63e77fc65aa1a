namespace Telos.Core.Domains;

/// <summary>Whether a character may be in a name (RFC 5892, by UTS 46's table). The numbers are in unicode_labels.bin.</summary>
internal enum CharacterStatus : byte
{
    Valid,
    Disallowed,

    /// <summary>Valid, but not first (RFC 5891 4.2.3.2).</summary>
    Mark,

    /// <summary>A letter of one or a few alphabets, which elsewhere passes for another.</summary>
    Local,

    /// <summary>A letter of no alphabet in daily use, such as a phonetic one.</summary>
    Odd,

    /// <summary>Of East Asia, and beside Latin letters a stroke, a slash or a dot.</summary>
    Stroke,
}
