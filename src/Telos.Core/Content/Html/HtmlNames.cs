namespace Telos.Core.Content.Html;

/// <summary>What the names of elements and attributes say of them.</summary>
internal static class HtmlNames
{
    public static bool IsInline(string name) => Inline.Contains(name);

    public static bool IsQuoting(string name) => name is "pre" or "code" or "blockquote" or "q" or "samp" or "kbd" or "cite";

    public static bool IsFrame(string name) => name is "iframe" or "frame" or "object" or "embed";

    public static bool IsPicture(string name) => name is "img" or "canvas" or "video" or "svg" or "picture" or "object"
        or "embed";

    public static bool IsVoid(string name) => name is "area" or "base" or "br" or "col" or "embed" or "frame" or "hr" or "img"
        or "input" or "link" or "meta" or "param" or "source" or "track" or "wbr";

    /// <summary>Their text has no tags.</summary>
    public static bool IsRaw(string name) => name is "script" or "style" or "xmp" or "iframe" or "noembed" or "noframes"
        or "textarea" or "title";

    /// <summary>Of these the text has character references all the same.</summary>
    public static bool IsEscapable(string name) => name is "textarea" or "title";

    public static bool IsUnrendered(string name) => name is "head" or "noscript" or "template" or "datalist" or "noembed"
        or "noframes" or "desc" or "metadata" or "defs" or "script" or "style";

    public static bool IsRead(ReadOnlySpan<char> attribute) => attribute is "alt" or "title" or "placeholder" or "summary"
        or "label" or "content" or "value" or "longdesc" or "abbr"
        || attribute.StartsWith("aria-") || attribute.StartsWith("data-");

    /// <summary>Whether an element of this name ends an open one though nothing says so (HTML 13.2.6.4.7).</summary>
    public static bool Ends(string name, string open) => open switch
    {
        "p" => Blocks.Contains(name),
        "li" => name == "li",
        "dt" or "dd" => name is "dt" or "dd",
        "option" => name is "option" or "optgroup",
        "optgroup" => name == "optgroup",
        "td" or "th" => name is "td" or "th" or "tr" or "tbody" or "thead" or "tfoot",
        "tr" => name is "tr" or "tbody" or "thead" or "tfoot",
        "tbody" or "thead" or "tfoot" => name is "tbody" or "thead" or "tfoot",
        "head" => name == "body" || !OfHead.Contains(name),
        _ => false,
    };

    /// <summary>What an element of its name within it does not end anything beyond.</summary>
    public static bool IsScope(string name) => name is "table" or "template" or "html" or "body" or "button" or "object"
        or "marquee" or "ul" or "ol" or "dl" or "select" or "td" or "th" or "caption" or "details" or "dialog";

    private static readonly HashSet<string> Inline = new(StringComparer.Ordinal)
    {
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark",
        "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "img", "br", "wbr", "input",
    };

    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "fieldset", "figcaption",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main", "menu", "nav",
        "ol", "p", "pre", "section", "summary", "table", "ul", "dd", "dt",
    };

    private static readonly HashSet<string> OfHead = new(StringComparer.Ordinal)
    {
        "base", "link", "meta", "noscript", "script", "style", "template", "title", "head", "html",
    };
}
