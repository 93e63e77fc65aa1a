namespace Telos.Core.Domains;

/// <summary>How a conversion by RFC 3492 ended.</summary>
public enum PunycodeStatus
{
    Ok,

    /// <summary>An octet before the last hyphen is not ASCII.</summary>
    NotBasic,

    /// <summary>An octet behind it is no letter or digit.</summary>
    DigitInvalid,

    /// <summary>The last number has no end.</summary>
    Truncated,

    /// <summary>A number leads beyond U+10FFFF, or to a surrogate.</summary>
    Overflow,

    /// <summary>More characters than there is room for.</summary>
    TooLong,
}
