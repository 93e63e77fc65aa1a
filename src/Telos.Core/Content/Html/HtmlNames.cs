using System.Runtime.CompilerServices;

namespace Telos.Core.Content.Html;

/// <summary>What the names of elements and attributes say of them.</summary>
internal static class HtmlNames
{
    private const string InlineNames =
        " a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub "
        + "sup time tt u var img br wbr input ";

    private const string QuotingNames = " pre code blockquote q samp kbd cite ";

    private const string FrameNames = " iframe frame object embed ";

    private const string PictureNames = " img canvas video svg picture object embed ";

    private const string VoidNames =
        " area base br col embed frame hr img input link meta param source track wbr ";

    private const string RawNames = " script style xmp iframe noembed noframes textarea title ";

    private const string UnrenderedNames =
        " head noscript template datalist noembed noframes desc metadata defs script style ";

    private const string ScopeNames =
        " table template html body button object marquee ul ol dl select td th caption details dialog ";

    private const string BlockNames =
        " address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 h4 "
        + "h5 h6 header hgroup hr li main menu nav ol p pre section summary table ul dd dt ";

    private const string ReadNames = " alt title placeholder summary label content value longdesc abbr ";

    public static bool IsInline(string name) => Has(InlineNames, name);

    public static bool IsQuoting(string name) => Has(QuotingNames, name);

    public static bool IsFrame(string name) => Has(FrameNames, name);

    public static bool IsPicture(string name) => Has(PictureNames, name);

    public static bool IsVoid(string name) => Has(VoidNames, name);

    /// <summary>Their text has no tags.</summary>
    public static bool IsRaw(string name) => Has(RawNames, name);

    public static bool IsUnrendered(string name) => Has(UnrenderedNames, name);

    /// <summary>What an element of its name within it does not end anything beyond.</summary>
    public static bool IsScope(string name) => Has(ScopeNames, name);

    /// <summary>Of these raw texts character references are read all the same.</summary>
    public static bool IsEscapable(string name) => name is "textarea" or "title";

    public static bool IsRead(string attribute) => Has(ReadNames, attribute)
        || attribute.StartsWith("aria-", StringComparison.Ordinal) || attribute.StartsWith("data-", StringComparison.Ordinal);

    /// <summary>Whether an element of this name ends an open one though nothing says so (HTML 13.2.6.4.7).</summary>
    public static bool Ends(string name, string open) => open switch
    {
        "p" => Has(BlockNames, name),
        "li" => name == "li",
        "dt" or "dd" => name is "dt" or "dd",
        "option" => name is "option" or "optgroup",
        "optgroup" => name == "optgroup",
        "td" or "th" => Has(" td th tr tbody thead tfoot ", name),
        "tr" => Has(" tr tbody thead tfoot ", name),
        "tbody" or "thead" or "tfoot" => Has(" tbody thead tfoot ", name),
        "head" => !Has(" base link meta noscript script style template title head html ", name),
        _ => false,
    };

    // Between two spaces.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Has(string names, string name)
    {
        int at = names.IndexOf(name, StringComparison.Ordinal);
        while (at > 0 && !(names[at - 1] == ' ' && names[at + name.Length] == ' '))
        {
            at = names.IndexOf(name, at + 1, StringComparison.Ordinal);
        }

        return at > 0;
    }
}
