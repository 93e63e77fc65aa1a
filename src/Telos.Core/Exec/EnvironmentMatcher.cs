namespace Telos.Core.Exec;

/// <summary>
/// Whether a set refuses an environment: what the exec gate does in the kernel, said once more where it can be tried.
/// </summary>
public static class EnvironmentMatcher
{
    /// <summary>The variable that is refused, or null. Both lists hold NAME=VALUE.</summary>
    public static string? Find(ArgumentSet set, IReadOnlyList<string> launched, IReadOnlyList<string> environment) =>
        environment.FirstOrDefault(variable => Refuses(set, launched, variable));

    private static bool Refuses(ArgumentSet set, IReadOnlyList<string> launched, string variable)
    {
        int cut = variable.IndexOf('=', StringComparison.Ordinal);
        string name = cut < 0 ? "" : variable[..cut];
        if (set.Is(ArgumentFlags.ScriptFirst) && name.StartsWith("BASH_FUNC_", StringComparison.Ordinal))
        {
            return true;
        }

        return set.Words.FirstOrDefault(word => word.Text == name).Kind switch
        {
            ArgumentWordKind.Kept => !launched.Contains(variable),
            ArgumentWordKind.Items => !QuotedItems.AreWithin(set, variable[(cut + 1)..]),
            _ => false,
        };
    }
}
