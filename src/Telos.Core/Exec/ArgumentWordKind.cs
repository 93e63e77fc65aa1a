namespace Telos.Core.Exec;

public enum ArgumentWordKind
{
    Refused = 1,

    /// <summary>The option takes the next argument as its value.</summary>
    Valued = 2,

    /// <summary>The key of a value, with its letter in front: "-oproxycommand".</summary>
    Key = 3,

    /// <summary>A variable that may only be what the agent was launched with.</summary>
    Kept = 4,

    /// <summary>A variable that holds git's -c once more, quoted: its keys are looked up like those of -c.</summary>
    Items = 5,
}
