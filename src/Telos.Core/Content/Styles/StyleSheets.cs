using Telos.Core.Content.Html;

namespace Telos.Core.Content.Styles;

/// <summary>
/// The rules of a document's style elements that can hide text, found by the element that they speak of. Selectors of names,
/// classes, ids, one attribute, descendants and children; of media only those that hold for any screen.
/// </summary>
internal sealed class StyleSheets(Harvest harvest)
{
    /// <summary>Above the weight of any rule.</summary>
    public const int InlineWeight = 1 << 28;

    /// <summary>What is marked as important outweighs all else.</summary>
    public const int Important = 1 << 29;

    private const int OrderBits = 14;
    private const int SpecificityMax = (1 << 13) - 1;
    private const double MinWidthPx = 1_024;
    private const int NestingMax = 32;

    private readonly Dictionary<string, object> _rules = new(StringComparer.Ordinal);
    private int _count;
    private long _work;

    /// <summary>There are others, which were not read: what is declared nowhere here may be declared there.</summary>
    public bool HasOthers { get; set; }

    public void Add(ReadOnlySpan<char> text)
    {
        int nesting = 0;
        for (int at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]) || text[at] == ';')
            {
                at++;
            }
            else if (text[at] == '}')
            {
                nesting = Math.Max(0, nesting - 1);
                at++;
            }
            else if (text[at] == '/' && CssScan.Skip(text, at) > at + 1)
            {
                at = CssScan.Skip(text, at);
            }
            else if (text[at..].StartsWith("<!--") || text[at..].StartsWith("-->"))
            {
                at += text[at] == '<' ? 4 : 3;
            }
            else
            {
                at = AddStatement(text, at, ref nesting);
            }
        }
    }

    /// <summary>What the rules declare for an element.</summary>
    public void Apply(HtmlElement element, StyleValues values)
    {
        if (_count == 0)
        {
            return;
        }

        ApplyOf("*", element, values);
        ApplyOf(element.Name, element, values);
        if (element.Id.Length > 0)
        {
            ApplyOf($"#{element.Id}", element, values);
        }

        foreach (string name in element.Classes)
        {
            ApplyOf($".{name}", element, values);
        }
    }

    private int AddStatement(ReadOnlySpan<char> text, int from, ref int nesting)
    {
        int open = from + CssScan.IndexOf(text[from..], '{');
        if (text[from] == '@')
        {
            int end = from + CssScan.IndexOf(text[from..], ';');
            if (end < open)
            {
                HasOthers |= text[from..].StartsWith("@import");
                return end + 1;
            }

            if (open < text.Length && nesting < NestingMax && Holds(text[from..open]))
            {
                nesting++;
                return open + 1;
            }

            return EndOfBlock(text, open);
        }

        if (open >= text.Length)
        {
            return text.Length;
        }

        int behind = EndOfBlock(text, open);
        StyleDeclarations declarations = StyleDeclarations.Parse(text[(open + 1)..Math.Max(open + 1, behind - 1)]);
        if (!declarations.IsEmpty)
        {
            AddSelectors(text[from..open], declarations);
        }

        return behind;
    }

    private void AddSelectors(ReadOnlySpan<char> list, StyleDeclarations declarations)
    {
        for (int from = 0; from < list.Length;)
        {
            int endExcl = from + CssScan.IndexOf(list[from..], ',');
            if (CssSelector.Parse(list[from..endExcl]) is CssCompound compound)
            {
                if (_count == ContentLimits.SelectorsMax)
                {
                    harvest.CutBehind(ContentLimits.SelectorsMax, "selectors of style sheets");
                    return;
                }

                int specificity = 0;
                for (CssCompound? each = compound; each is not null; each = each.Outer)
                {
                    specificity += each.Specificity;
                }

                int weight = (Math.Min(specificity, SpecificityMax) << OrderBits) + ++_count;
                _rules[compound.Key] = new CssSelector(compound, declarations, weight, First(compound.Key));
            }

            from = endExcl + 1;
        }
    }

    private void ApplyOf(string key, HtmlElement element, StyleValues values)
    {
        for (CssSelector? rule = First(key); rule is not null; rule = rule.Next)
        {
            if (_work > ContentLimits.SelectorWorkMax)
            {
                harvest.Cut("style sheets that match too much were left out");
                return;
            }

            if (Matches(rule.Compound, element))
            {
                rule.Declarations.Apply(values, rule.Weight, Important + rule.Weight);
            }
        }
    }

    private CssSelector? First(string key) => _rules.TryGetValue(key, out object? rule) ? (CssSelector)rule : null;

    // The nearest ancestor that fits stands for all of them.
    private bool Matches(CssCompound compound, HtmlElement element)
    {
        bool isExact = true;
        HtmlElement? at = element;
        for (CssCompound? each = compound; each is not null; each = each.Outer)
        {
            isExact |= each.IsChild;
            while (at is not null && !Fits(each, at))
            {
                at = isExact ? null : at.Parent;
            }

            if (at is null)
            {
                return false;
            }

            (at, isExact) = (at.Parent, false);
        }

        return true;
    }

    private bool Fits(CssCompound compound, HtmlElement element)
    {
        _work++;
        harvest.Work++;
        if ((compound.Tag is not null && compound.Tag != element.Name) || (compound.Id is not null && compound.Id != element.Id)
            || (compound.Attribute is not null && !element.HasAttribute(compound.Attribute, compound.Value)))
        {
            return false;
        }

        foreach (string name in compound.Classes)
        {
            if (!element.HasClass(name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Behind the brace that closes the one at that place.</summary>
    private static int EndOfBlock(ReadOnlySpan<char> text, int open)
    {
        int depth = 0;
        int at = open;
        while (at < text.Length)
        {
            depth += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
            at = CssScan.Skip(text, at);
            if (depth == 0)
            {
                break;
            }
        }

        return at;
    }

    private static bool Holds(ReadOnlySpan<char> rule)
    {
        if (rule.StartsWith("@supports") || rule.StartsWith("@layer"))
        {
            return true;
        }

        if (!rule.StartsWith("@media"))
        {
            return false;
        }

        string query = rule["@media".Length..].Trim().ToString().ToLowerInvariant();
        const string Width = "min-width:";
        int width = query.Replace(" ", "", StringComparison.Ordinal).IndexOf(Width, StringComparison.Ordinal);
        if (width < 0)
        {
            return query is "screen" or "all" or "only screen";
        }

        ReadOnlySpan<char> value = query.Replace(" ", "", StringComparison.Ordinal).AsSpan(width + Width.Length);
        int close = value.IndexOf(')');
        return close > 0 && !query.Contains("max-", StringComparison.Ordinal)
            && !query.Contains("prefers", StringComparison.Ordinal) && !query.Contains("print", StringComparison.Ordinal)
            && CssLength.TryParse(value[..close], out double px) && px <= MinWidthPx;
    }
}
