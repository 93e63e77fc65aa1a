namespace Telos.Core.Content.Styles;

/// <summary>A selector and its declarations.</summary>
/// <param name="Compounds">From the element itself outwards.</param>
/// <param name="Weight">Specificity, then order.</param>
internal sealed record CssSelector(IReadOnlyList<CssCompound> Compounds, StyleDeclarations Declarations, int Weight)
{
    private const int CompoundsMax = 16;
    private const int NamesMax = 8;

    /// <summary>Null: it is of a kind that is not understood (states, siblings, counting), and its rule does not hold.</summary>
    public static List<CssCompound>? Parse(ReadOnlySpan<char> text)
    {
        List<CssCompound> compounds = [];
        bool isChild = false;
        int at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else if (text[at] == '>')
            {
                isChild = true;
                at++;
            }
            else
            {
                if (isChild && compounds.Count > 0)
                {
                    compounds[^1] = compounds[^1] with { IsChild = true };
                }

                if (compounds.Count == CompoundsMax || ParseCompound(text, ref at) is not CssCompound compound)
                {
                    return null;
                }

                isChild = false;
                compounds.Add(compound);
            }
        }

        compounds.Reverse();
        return compounds.Count == 0 || isChild ? null : compounds;
    }

    private static CssCompound? ParseCompound(ReadOnlySpan<char> text, ref int at)
    {
        string? tag = null;
        string? id = null;
        string? attribute = null;
        string? value = null;
        List<string> classes = [];
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] != '>')
        {
            char kind = text[at];
            switch (kind)
            {
                case '*':
                    at++;
                    break;
                case '#' or '.':
                    at++;
                    string name = Name(text, ref at);
                    id = kind == '#' ? name : id;
                    if (kind == '.')
                    {
                        classes.Add(name);
                    }

                    if (name.Length == 0 || classes.Count > NamesMax)
                    {
                        return null;
                    }

                    break;
                case '[' when attribute is null:
                    if (!TryAttribute(text, ref at, out attribute, out value))
                    {
                        return null;
                    }

                    break;
                case ':' when text[at..].StartsWith(":root"):
                    (tag, at) = ("html", at + ":root".Length);
                    break;
                default:
                    tag = Name(text, ref at).ToLowerInvariant();
                    if (tag.Length == 0)
                    {
                        return null;
                    }

                    break;
            }
        }

        return new CssCompound(tag, id, classes, attribute, value, IsChild: false);
    }

    private static bool TryAttribute(ReadOnlySpan<char> text, ref int at, out string? name, out string? value)
    {
        int close = text[at..].IndexOf(']');
        ReadOnlySpan<char> inner = close < 0 ? default : text.Slice(at + 1, close - 1);
        int equals = inner.IndexOf('=');
        name = (equals < 0 ? inner : inner[..equals]).Trim().ToString().ToLowerInvariant();
        value = equals < 0 ? null : inner[(equals + 1)..].Trim().Trim("\"'").ToString();
        at += close + 1;
        return name.Length > 0 && char.IsAsciiLetterOrDigit(name[^1]);
    }

    private static string Name(ReadOnlySpan<char> text, ref int at)
    {
        int from = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '-' or '_' || text[at] >= 0x80))
        {
            at++;
        }

        return text[from..at].ToString();
    }
}
