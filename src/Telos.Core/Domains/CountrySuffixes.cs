namespace Telos.Core.Domains;

/// <summary>Under which top labels a brand is likely to be itself: its own domain in a country.</summary>
internal static class CountrySuffixes
{
    // Countries' labels that the world registers names under, most for nothing or for their meaning.
    private static ReadOnlySpan<byte> Open =>
        "tk ml ga cf gq cc pw su ws la me io co to tv ai ly gg sh vc so nu cx st ru cn in "u8;

    /// <param name="domain">A registrable domain in wire form.</param>
    public static bool IsOwn(ReadOnlySpan<byte> domain)
    {
        int top = 0;
        for (int offset = 0; domain[offset] != 0; offset += domain[offset] + 1)
        {
            top = offset;
        }

        int at = Open.IndexOf(domain.Slice(top + 1, domain[top]));
        return domain[top] == 2 && (at < 0 || at % 3 != 0);
    }
}
