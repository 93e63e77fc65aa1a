namespace Telos.Core.Domains;

/// <summary>Whether a character may be in a name (RFC 5892, by UTS 46's table). The numbers are in unicode_labels.bin.</summary>
internal enum CharacterStatus : byte
{
    Valid,
    Disallowed,

    /// <summary>Valid, but not first (RFC 5891 4.2.3.2).</summary>
    Mark,
}
