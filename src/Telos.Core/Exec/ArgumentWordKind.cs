namespace Telos.Core.Exec;

public enum ArgumentWordKind
{
    Refused = 1,

    /// <summary>The option takes the next argument as its value.</summary>
    Valued = 2,

    /// <summary>The key of a value, with its letter in front: "-oproxycommand".</summary>
    Key = 3,
}
