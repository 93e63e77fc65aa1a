namespace Telos.Core.Policy;

public enum PathStatus
{
    Ok,
    NotRooted,
    ClimbsAboveRoot,
    NamedHome,
    TooLong,
}
