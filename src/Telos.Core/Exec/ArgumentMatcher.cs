namespace Telos.Core.Exec;

/// <summary>
/// Whether a set refuses a command line: what the exec gate does in the kernel, said once more where it can be tried.
/// "--" ends nothing: it may be the value of the option before it (tar --file -- --to-command=sh), and a name that
/// begins with a dash can be written ./-name.
/// </summary>
public static class ArgumentMatcher
{
    /// <summary>The argument that is refused, or null. The first of <paramref name="arguments"/> is the program's own
    /// name.</summary>
    /// <param name="scripts">Those that the policy names, and modules as "-mNAME"; for sets of interpreters.</param>
    public static string? Find(ArgumentSet set, IReadOnlyList<string> arguments, IReadOnlyCollection<string>? scripts = null)
    {
        // A shell whose own name begins with a dash reads the profile of whoever starts it.
        if (set.Is(ArgumentFlags.ScriptFirst) && arguments[0].StartsWith('-'))
        {
            return arguments[0];
        }

        var state = new ArgumentState(set, scripts ?? []);
        for (int i = 1; i < arguments.Count && !state.HasEnded; i++)
        {
            if (state.Refuses(arguments[i], isFirst: i == 1))
            {
                return arguments[i];
            }
        }

        return state.LacksScript ? arguments[^1] : null;
    }
}
