namespace Telos.Core.Exec;

/// <summary>How a program reads its arguments, as far as a matcher must know it.</summary>
[Flags]
public enum ArgumentFlags
{
    None = 0,

    /// <summary>-word is one option (find); otherwise it is a cluster of letters.</summary>
    SingleDashWords = 1 << 0,

    /// <summary>Long options count in any case (curl).</summary>
    FoldsCase = 1 << 1,

    /// <summary>A first argument without a dash is a cluster, too (tar).</summary>
    FirstIsCluster = 1 << 2,

    /// <summary>Letters count up to the first operand alone (git's own options before its subcommand).</summary>
    LettersEndAtOperand = 1 << 3,

    /// <summary>The second operand begins a command for somebody else (ssh).</summary>
    EndsAtSecondOperand = 1 << 4,

    /// <summary>Keys are refused unless they are listed (git -c); otherwise those that are listed are refused.</summary>
    KeysAreAllowed = 1 << 5,

    /// <summary>Arguments hold an awk program, which can start others.</summary>
    AwkText = 1 << 6,

    /// <summary>
    /// The first operand is a script, one of those that the policy names; what follows is the script's own. Without one, or
    /// with a long option before it, the program does not start.
    /// </summary>
    ScriptFirst = 1 << 7,
}
