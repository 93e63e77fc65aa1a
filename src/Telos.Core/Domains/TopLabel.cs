namespace Telos.Core.Domains;

/// <summary>What a name's top label says about the labels below it.</summary>
internal static class TopLabel
{
    // Two letters and a blank each.
    private static ReadOnlySpan<byte> Open =>
        "tk ml ga cf gq cc pw su ws la me io co to tv ai ly gg sh vc so nu cx st ru cn in "u8;

    private static ReadOnlySpan<byte> NotLatin => "ru su ua by bg kz kg mk mn rs me ba tj uz gr cy am ge il et mm "u8;

    /// <param name="name">In wire form, not the root.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> name)
    {
        int top = 0;
        for (int offset = 0; name[offset] != 0; offset += name[offset] + 1)
        {
            top = offset;
        }

        return name.Slice(top + 1, name[top]);
    }

    public static bool IsCountry(ReadOnlySpan<byte> top) => top.Length == 2;

    /// <summary>
    /// A country's, where a brand is likely to be itself; not one under which the world registers names, for nothing or for
    /// what the letters mean.
    /// </summary>
    public static bool IsClosedCountry(ReadOnlySpan<byte> top) => IsCountry(top) && !Has(Open, top);

    /// <summary>A country's that writes a script with letters that look Latin, such as Cyrillic, Greek or Armenian.</summary>
    public static bool IsOfOtherScript(ReadOnlySpan<byte> top) => IsCountry(top) && Has(NotLatin, top);

    private static bool Has(ReadOnlySpan<byte> countries, ReadOnlySpan<byte> top)
    {
        int at = countries.IndexOf(top);
        return at >= 0 && at % 3 == 0;
    }
}
