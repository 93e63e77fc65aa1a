namespace Telos.Core.Intent;

/// <summary>Why a text cannot be read as an intent.</summary>
public enum IntentStatus
{
    Ok,
    Empty,
    TooLong,
    ControlCharacter,
    LoneSurrogate,
    HiddenText,
    MixedAlphabets,
}
