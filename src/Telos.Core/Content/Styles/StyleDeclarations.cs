using System.Runtime.CompilerServices;

namespace Telos.Core.Content.Styles;

/// <summary>The declarations of a rule or of a style attribute, as far as they can hide text.</summary>
internal sealed class StyleDeclarations
{
    private const string ImportantMark = "important";
    private const string VendorPrefix = "-webkit-";

    /// <summary>What a text is shifted or placed by that lies beyond any page.</summary>
    private const double AwayPx = 500;

    private static readonly string[] Known =
        ("display position left top right bottom width height max-width max-height text-indent margin-left margin-top "
        + "margin overflow overflow-x overflow-y clip clip-path transform scale translate visibility opacity font-size font "
        + "color text-fill-color background-color background background-image content-visibility filter mask mask-image")
        .Split(' ');

    private readonly List<int> _properties = [];
    private readonly List<double> _values = [];

    public bool IsEmpty => _properties.Count == 0;

    public static StyleDeclarations Parse(ReadOnlySpan<char> text)
    {
        StyleDeclarations declarations = new();
        int from = 0;
        while (from < text.Length)
        {
            int endExcl = from + CssScan.IndexOf(text[from..], ';');
            ReadOnlySpan<char> declaration = text[from..endExcl];
            int colon = declaration.IndexOf(':');
            if (colon > 0)
            {
                declarations.Add(declaration[..colon].Trim(), declaration[(colon + 1)..].Trim());
            }

            from = endExcl + 1;
        }

        return declarations;
    }

    /// <param name="importantWeight">For what is marked so.</param>
    public void Apply(StyleValues values, int weight, int importantWeight)
    {
        for (int i = 0; i < _properties.Count; i++)
        {
            bool isImportant = _properties[i] < 0;
            StyleProperty property = (StyleProperty)(isImportant ? ~_properties[i] : _properties[i]);
            values.Set(property, _values[i], isImportant ? importantWeight : weight);
        }
    }

    private void Add(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        int mark = value.LastIndexOf('!');
        bool isImportant = mark >= 0 && value[(mark + 1)..].Trim().Equals(ImportantMark, StringComparison.OrdinalIgnoreCase);
        string text = (isImportant ? value[..mark].TrimEnd() : value).ToString().ToLowerInvariant();
        string property = name.ToString().ToLowerInvariant();
        property = property.StartsWith(VendorPrefix, StringComparison.Ordinal) ? property[VendorPrefix.Length..] : property;
        for (int i = 0; i < Known.Length; i++)
        {
            if (Known[i] == property)
            {
                AddLayout((CssName)i, text, isImportant);
                AddLook((CssName)i, text, isImportant);
            }
        }
    }

    private void AddLayout(CssName property, string text, bool isImportant)
    {
        switch (property)
        {
            case CssName.Display:
                Set(StyleProperty.Display, text == "none" ? 1 : text == "contents" ? 2 : 0);
                break;
            case CssName.Position:
                double placed = text == "fixed" ? 3 : text == "absolute" ? 2 : text is "relative" or "sticky" ? 1 : 0;
                Set(StyleProperty.Position, placed);
                break;
            case >= CssName.Left and <= CssName.MarginTop:
                SetLength(PropertyOf(property), text);
                break;
            case CssName.Margin:
                // One to four sides, of which the left one is the last, the second or the only one.
                string[] sides = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                SetLength(StyleProperty.MarginTop, sides.Length > 0 ? sides[0] : "");
                SetLength(StyleProperty.MarginLeft, sides.Length > 3 ? sides[3] : sides.Length > 1 ? sides[1] : text);
                break;
            case CssName.Overflow or CssName.OverflowX or CssName.OverflowY:
                Set(StyleProperty.Overflow, text.Contains("hidden", StringComparison.Ordinal) || text == "clip" ? 1 : 0);
                break;
            case CssName.Clip:
                Set(StyleProperty.Clip, CssShape.IsNothing(text) ? 1 : 0);
                break;
            case CssName.ClipPath:
                Set(StyleProperty.ClipPath, CssShape.IsNothing(text) ? 1 : 0);
                break;
            case CssName.Transform or CssName.Scale or CssName.Translate:
                Set(StyleProperty.Transform, CssShape.TransformOf(property, text, AwayPx));
                break;
        }

        void Set(StyleProperty of, double value) => this.Set(of, value, isImportant);

        void SetLength(StyleProperty of, string length)
        {
            if (CssLength.TryParse(length, out double px))
            {
                this.Set(of, px, isImportant);
            }
            else if (length == "auto")
            {
                this.Set(of, of is StyleProperty.Width or StyleProperty.Height ? double.MaxValue : 0, isImportant);
            }
        }
    }

    private static StyleProperty PropertyOf(CssName property) => property switch
    {
        CssName.Left => StyleProperty.Left,
        CssName.Top => StyleProperty.Top,
        CssName.Right => StyleProperty.Right,
        CssName.Bottom => StyleProperty.Bottom,
        CssName.Width or CssName.MaxWidth => StyleProperty.Width,
        CssName.Height or CssName.MaxHeight => StyleProperty.Height,
        CssName.MarginLeft => StyleProperty.MarginLeft,
        CssName.MarginTop => StyleProperty.MarginTop,
        _ => StyleProperty.TextIndent,
    };

    private void AddLook(CssName property, string text, bool isImportant)
    {
        switch (property)
        {
            case CssName.Visibility:
                Set(StyleProperty.Visibility, text is "hidden" or "collapse" ? 1 : 0, isImportant);
                break;
            case CssName.Opacity when CssLength.TryNumber(text, out double opacity):
                Set(StyleProperty.Opacity, opacity, isImportant);
                break;
            case CssName.FontSize or CssName.Font:
                SetFontSize(property == CssName.Font ? CssScan.FontSizeOf(text) : text, isImportant);
                break;
            case CssName.Color or CssName.TextFillColor when Colour.TryParse(text, out Colour ink):
                Set(StyleProperty.Ink, ink.Packed, isImportant);
                break;
            case CssName.BackgroundColor when Colour.TryParse(text, out Colour paper):
                Set(StyleProperty.Paper, paper.Packed, isImportant);
                break;
            case CssName.Background or CssName.BackgroundImage:
                SetBackground(text, isColoured: property == CssName.Background, isImportant);
                break;
            case CssName.ContentVisibility:
                Set(StyleProperty.ContentHidden, text == "hidden" ? 1 : 0, isImportant);
                break;
            case CssName.Filter when text.Contains("opacity(0", StringComparison.Ordinal):
                Set(StyleProperty.Filter, CssShape.IsOpacityNothing(text) ? 1 : 0, isImportant);
                break;
            case CssName.Mask or CssName.MaskImage:
                Set(StyleProperty.Filter, CssShape.IsMaskNothing(text) ? 1 : 0, isImportant);
                break;
        }
    }

    private void SetFontSize(string text, bool isImportant)
    {
        if (text.EndsWith("em", StringComparison.Ordinal) && !text.EndsWith("rem", StringComparison.Ordinal)
            && CssLength.TryNumber(text.AsSpan()[..^2], out double times))
        {
            Set(StyleProperty.FontScale, times, isImportant);
        }
        else if (text.EndsWith('%') && CssLength.TryNumber(text.AsSpan()[..^1], out double percent))
        {
            Set(StyleProperty.FontScale, percent / 100, isImportant);
        }
        else if (CssLength.TryParse(text, out double px))
        {
            Set(StyleProperty.FontSize, px, isImportant);
        }
    }

    private void SetBackground(string text, bool isColoured, bool isImportant)
    {
        bool isPicture = text.Contains("url(", StringComparison.Ordinal) || text.Contains("gradient(", StringComparison.Ordinal);
        Set(StyleProperty.Picture, isPicture ? 1 : 0, isImportant);
        if (!isColoured)
        {
            return;
        }

        Colour found = Colour.Transparent;
        for (int from = 0; from < text.Length;)
        {
            int endExcl = from + CssScan.IndexOf(text.AsSpan(from), ' ');
            if (Colour.TryParse(text.AsSpan(from, endExcl - from), out Colour colour))
            {
                found = colour;
            }

            from = endExcl + 1;
        }

        Set(StyleProperty.Paper, found.Packed, isImportant);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Set(StyleProperty property, double value, bool isImportant)
    {
        _properties.Add(isImportant ? ~(int)property : (int)property);
        _values.Add(value);
    }
}
