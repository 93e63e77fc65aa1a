namespace Telos.Core.Content.Styles;

/// <summary>A selector and its declarations.</summary>
/// <param name="compound">Of the element itself.</param>
/// <param name="next">Another that is found by the same key.</param>
/// <param name="weight">Specificity, then order.</param>
internal sealed class CssSelector(CssCompound compound, StyleDeclarations declarations, int weight, CssSelector? next)
{
    public CssCompound Compound { get; } = compound;

    public StyleDeclarations Declarations { get; } = declarations;

    public int Weight { get; } = weight;

    public CssSelector? Next { get; } = next;

    private const int CompoundsMax = 16;
    private const int NamesMax = 8;

    /// <summary>Null: it is of a kind that is not understood (states, siblings, counting), and its rule does not hold.</summary>
    public static CssCompound? Parse(ReadOnlySpan<char> text)
    {
        CssCompound? inner = null;
        int count = 0;
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
                if (count++ == CompoundsMax || ParseCompound(text, ref at) is not CssCompound compound)
                {
                    return null;
                }

                if (inner is not null)
                {
                    inner.IsChild = isChild;
                }

                compound.Outer = inner;
                (inner, isChild) = (compound, false);
            }
        }

        return isChild ? null : inner;
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

        return new CssCompound(tag, id, classes, attribute, value);
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
