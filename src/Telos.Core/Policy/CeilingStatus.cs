namespace Telos.Core.Policy;

/// <summary>Why a policy.yaml was not taken.</summary>
public enum CeilingStatus
{
    Ok,
    TooLong,
    NotYaml,
    TooDeep,
    Unsupported,
    UnknownKey,
    DuplicateKey,
    WrongType,
    BadValue,
}
