using System.Runtime.CompilerServices;
using Telos.Core.Content.Styles;

namespace Telos.Core.Content.Html;

/// <summary>
/// Reads HTML into a harvest: a stack of open elements with what the document itself says of their look. There is no layout and
/// no script. Text may come in parts, as Markdown has it between its own marks.
/// </summary>
internal sealed class HtmlReader
{
    /// <summary>An attribute that is shorter holds no order.</summary>
    private const int AttributeLengthMin = 20;

    /// <summary>How far an end that nothing says is looked for, so that deep nesting costs no more than its depth.</summary>
    private const int ImpliedMax = 64;
    private const int PlacingMax = 3;
    private const string Doctype = "doctype html";
    private const double FrameSideMin = 2;

    private readonly Harvest _harvest;
    private readonly StyleSheets _sheets;
    private readonly StyleValues _values = new();
    private HtmlElement _root;
    private HtmlElement _body;
    private readonly int _depth;

    /// <summary>Where all of it lies in the content, when it is a value within it; -1: it is the content.</summary>
    private readonly int _source;

    /// <summary>The look of what the document lies in.</summary>
    private readonly ElementLook _around;

    /// <param name="depth">Of the document within others.</param>
    /// <param name="concealment">What holds for all of it.</param>
    public HtmlReader(Harvest harvest, StyleSheets sheets, int depth = 0, int source = -1, Concealment? concealment = null)
    {
        (_harvest, _sheets, _depth, _source) = (harvest, sheets, depth, source);
        _around = ElementLook.Initial.SealedBy(concealment);
        _root = ElementOf("html", null, null);
        _body = ElementOf("body", _root, null);
        Top = _body;
    }

    /// <summary>The element in which text lies now. A document has a root and a body, whether or not it says so.</summary>
    private HtmlElement Top { get; set; }

    /// <summary>A whole document.</summary>
    public static void ReadAll(string text, Harvest harvest, int depth = 0, int source = -1, Concealment? concealment = null)
    {
        HtmlReader reader = new(harvest, SheetsOf(text, harvest), depth, source, concealment);
        reader.Read(text, 0, text.Length);
    }

    /// <summary>The style sheets of a document, wherever they stand in it.</summary>
    public static StyleSheets SheetsOf(string text, Harvest harvest)
    {
        StyleSheets sheets = new(harvest);
        HtmlTokenizer tokens = new(text, 0, text.Length);
        while (tokens.Next())
        {
            harvest.Work += tokens.EndExcl - tokens.Start;
            if (tokens.Kind != HtmlTokenKind.StartTag)
            {
                continue;
            }

            string name = Lower(tokens.Content);
            sheets.HasOthers |= name == "link"
                && Attribute(tokens, "rel").Contains("stylesheet", StringComparison.OrdinalIgnoreCase);
            if (HtmlNames.IsRaw(name))
            {
                bool isStyle = name == "style" && (Attribute(tokens, "media") is "" or "all" or "screen");
                tokens.TakeRaw(name);
                if (isStyle)
                {
                    sheets.Add(tokens.Content);
                }
            }
        }

        return sheets;
    }

    public void Read(string text, int start, int endExcl)
    {
        HtmlTokenizer tokens = new(text, start, endExcl);
        while (tokens.Next())
        {
            _harvest.Work += tokens.EndExcl - tokens.Start;
            switch (tokens.Kind)
            {
                case HtmlTokenKind.Text:
                    TakeText(HtmlReferences.Decode(tokens.Content), tokens.Start);
                    break;
                case HtmlTokenKind.Comment when !tokens.Content.Equals(Doctype, StringComparison.OrdinalIgnoreCase):
                    TakeApart(tokens.Content.ToString(), tokens.Start, Concealment.Comment);
                    break;
                case HtmlTokenKind.Unfinished:
                    TakeApart(tokens.Content.ToString(), tokens.Start, Concealment.Unfinished);
                    break;
                case HtmlTokenKind.EndTag:
                    Close(Lower(tokens.Content));
                    break;
                case HtmlTokenKind.StartTag:
                    Open(tokens);
                    break;
            }
        }
    }

    /// <summary>Text in which nothing is markup, of the element that is open.</summary>
    public void TakeLiteral(string text, int start, bool isQuoted) =>
        _harvest.Take(text, SourceOf(start), Top.Block, isQuoted || Top.IsQuoted, ConcealmentOfText(Top));

    /// <summary>A value by itself, hidden at least as much as the element that is open.</summary>
    public void TakeApart(string text, int start, Concealment concealment) =>
        _harvest.TakeApart(text, SourceOf(start), isQuoted: false, concealment);

    /// <summary>What follows is another paragraph.</summary>
    public void BreakBlock() => Top.Block = _harvest.NewBlock();

    private void TakeText(string text, int start) =>
        _harvest.Take(text, SourceOf(start), Top.Block, Top.IsQuoted, ConcealmentOfText(Top));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SourceOf(int at) => _source >= 0 ? ~_source : at;

    private Concealment? ConcealmentOfText(HtmlElement element)
    {
        if (element.IsShut)
        {
            return Concealment.NotRendered;
        }

        bool hasPicture = false;
        HtmlElement? placing = element.Placing;
        for (int i = 0; i < PlacingMax && placing is not null; i++)
        {
            hasPicture |= placing.HasPicture;
            placing = placing.Parent?.Placing;
        }

        Concealment? concealment = element.Look.OfText(isPaperSure: !_sheets.HasOthers && !hasPicture);
        return concealment == Concealment.Colour && hasPicture ? Concealment.ColourPerhaps : concealment;
    }

    private void Open(HtmlTokenizer tokens)
    {
        string name = Lower(tokens.Content);
        Imply(name);
        TakeAttributes(name, tokens);
        if (name is "html" or "body")
        {
            OpenRoot(name, tokens);
            return;
        }

        HtmlElement element = ElementOf(name, Top, tokens);
        if (name == "br")
        {
            TakeText(" ", tokens.Start);
        }

        if (HtmlNames.IsPicture(name) && element.Parent!.Placing is HtmlElement placing)
        {
            placing.HasPicture = true;
        }

        if (HtmlNames.IsFrame(name))
        {
            TakeFrame(element, tokens);
        }

        if (HtmlNames.IsRaw(name))
        {
            TakeRaw(element, tokens);
        }
        else if (!HtmlNames.IsVoid(name) && element.Depth <= ContentLimits.DepthMax)
        {
            Top = element;
        }
        else if (!HtmlNames.IsVoid(name))
        {
            _harvest.CutBehind(ContentLimits.DepthMax, "elements within each other");
        }
    }

    // Behind anything else that is open it is no tag.
    private void OpenRoot(string name, HtmlTokenizer tokens)
    {
        if (Top != _body)
        {
            return;
        }

        _root = name == "html" ? ElementOf(name, null, tokens) : _root;
        _body = ElementOf("body", _root, name == "body" ? tokens : null);
        Top = _body;
    }

    /// <param name="tokens">Null: no tag says anything of it.</param>
    private HtmlElement ElementOf(string name, HtmlElement? parent, HtmlTokenizer? tokens)
    {
        HtmlElement element = new() { Name = name, Parent = parent, Depth = (parent?.Depth ?? 0) + 1 };
        string style = "";
        for (int i = 0; i < (tokens?.AttributeCount ?? 0); i++)
        {
            string attribute = Lower(tokens!.AttributeName(i));
            string value = attribute is "style" or "class" or "id" || tokens.AttributeValue(i).Length < AttributeLengthMin
                ? HtmlReferences.Decode(tokens.AttributeValue(i)) : "";
            element.Attributes.Add(attribute);
            element.Attributes.Add(value);
            style = attribute == "style" && style.Length == 0 ? value : style;
            element.Id = attribute == "id" ? value : element.Id;
            element.Classes = attribute == "class"
                ? value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : element.Classes;
        }

        _values.Clear();
        SetDefaults(element);
        _sheets.Apply(element, _values);
        StyleDeclarations.Parse(style).Apply(_values, StyleSheets.InlineWeight, StyleSheets.Important + StyleSheets.InlineWeight);
        ElementLook look = (parent?.Look ?? _around).Within(_values);
        bool isShadow = name == "template" && element.HasAttribute("shadowrootmode", null);
        bool isUnrendered = (HtmlNames.IsUnrendered(name) && !isShadow)
            || (parent?.IsShut == true && name != "summary") || (name == "title" && parent?.Name == "svg");
        element.Look = isUnrendered && look.Sealed is null ? look.SealedBy(Concealment.NotRendered) : look;
        element.IsShut = name == "details" && !element.HasAttribute("open", null);
        element.IsQuoted = parent?.IsQuoted == true || HtmlNames.IsQuoting(name);
        element.Block = HtmlNames.IsInline(name) && parent is not null ? parent.Block : _harvest.NewBlock();
        element.Placing = _values.Get(StyleProperty.Position) >= 1 ? element : parent?.Placing;
        return element;
    }

    // What a browser's own sheet says, with the least weight.
    private void SetDefaults(HtmlElement element)
    {
        const int Weight = 1;
        bool isHidden = element.HasAttribute("hidden", null) || element.HasAttribute("popover", null)
            || (element.Name == "dialog" && !element.HasAttribute("open", null))
            || (element.Name == "input" && element.HasAttribute("type", "hidden"));
        if (isHidden)
        {
            _values.Set(StyleProperty.Display, 1, Weight);
        }

        for (int i = 0; i < element.Attributes.Count; i += 2)
        {
            string attribute = element.Attributes[i];
            string value = element.Attributes[i + 1];
            switch (attribute)
            {
                case "bgcolor" when Colour.TryParse(value, out Colour paper):
                    _values.Set(StyleProperty.Paper, paper.Packed, Weight);
                    break;
                case "color" when element.Name == "font" && Colour.TryParse(value, out Colour ink):
                    _values.Set(StyleProperty.Ink, ink.Packed, Weight);
                    break;
                case "width" or "height" when HtmlNames.IsFrame(element.Name) && CssLength.TryParse(value, out double px):
                    _values.Set(attribute == "width" ? StyleProperty.Width : StyleProperty.Height, px, Weight);
                    break;
            }
        }
    }

    private void TakeAttributes(string name, HtmlTokenizer tokens)
    {
        if (tokens.HasMoreAttributes)
        {
            _harvest.CutBehind(ContentLimits.AttributesMax, "attributes of an element");
        }

        for (int i = 0; i < tokens.AttributeCount; i++)
        {
            if (tokens.AttributeValue(i).Length < AttributeLengthMin)
            {
                continue;
            }

            string attribute = Lower(tokens.AttributeName(i));
            string value = HtmlNames.IsRead(attribute) ? HtmlReferences.Decode(tokens.AttributeValue(i)) : "";
            if (value.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
            {
                Concealment concealment = name == "meta" ? Concealment.Meta : Concealment.OfAttribute(attribute);
                _harvest.TakeApart(value, SourceOf(tokens.AttributeValueStart(i)), isQuoted: false, concealment);
            }
        }
    }

    private void TakeFrame(HtmlElement frame, HtmlTokenizer tokens)
    {
        string inner = Attribute(tokens, "srcdoc");
        if (inner.Length == 0)
        {
            return;
        }

        if (_depth == ContentLimits.DocumentDepthMax)
        {
            _harvest.CutBehind(ContentLimits.DocumentDepthMax, "documents within each other");
            return;
        }

        int source = _source >= 0 ? _source : tokens.Start;
        for (int i = 0; i < tokens.AttributeCount && _source < 0; i++)
        {
            bool isIt = tokens.AttributeName(i).Equals("srcdoc", StringComparison.OrdinalIgnoreCase);
            source = isIt ? tokens.AttributeValueStart(i) : source;
        }

        bool isUnseen = ConcealmentOfText(frame) is not null || frame.Look.IsInvisible
            || _values.Get(StyleProperty.Width, double.MaxValue) <= FrameSideMin
            || _values.Get(StyleProperty.Height, double.MaxValue) <= FrameSideMin;
        ReadAll(inner, _harvest, _depth + 1, source, isUnseen ? Concealment.Frame : null);
    }

    private void TakeRaw(HtmlElement element, HtmlTokenizer tokens)
    {
        string name = element.Name;
        string type = name == "script" ? Attribute(tokens, "type") : "";
        tokens.TakeRaw(name);
        _harvest.Work += tokens.EndExcl - tokens.Start;
        if (name is "style" or "script")
        {
            if (type.Contains("json", StringComparison.OrdinalIgnoreCase))
            {
                _harvest.TakeApart(tokens.Content.ToString(), SourceOf(tokens.Start), isQuoted: false, Concealment.Declared);
            }

            return;
        }

        string text = HtmlNames.IsEscapable(name) ? HtmlReferences.Decode(tokens.Content) : tokens.Content.ToString();
        if (name == "title" && element.Parent!.Name is not "svg")
        {
            // A browser shows it, though it is in the head.
            _harvest.TakeApart(text, SourceOf(tokens.Start), isQuoted: false, concealment: null);
            return;
        }

        Concealment? concealment = name == "iframe" ? Concealment.NotRendered : ConcealmentOfText(element);
        _harvest.Take(text, SourceOf(tokens.Start), element.Block, element.IsQuoted, concealment);
    }

    private void Imply(string name)
    {
        HtmlElement at = Top;
        for (int steps = 0; at != _body && steps < ImpliedMax; steps++)
        {
            if (HtmlNames.Ends(name, at.Name))
            {
                Top = at.Parent!;
            }
            else if (HtmlNames.IsScope(at.Name))
            {
                return;
            }

            at = at.Parent!;
        }
    }

    // An end tag whose element is not open is none.
    private void Close(string name)
    {
        for (HtmlElement at = Top; at != _body; at = at.Parent!)
        {
            _harvest.Work++;
            if (at.Name == name)
            {
                Top = at.Parent!;
                return;
            }
        }
    }

    private static string Attribute(HtmlTokenizer tokens, string name)
    {
        for (int i = 0; i < tokens.AttributeCount; i++)
        {
            if (tokens.AttributeName(i).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return HtmlReferences.Decode(tokens.AttributeValue(i));
            }
        }

        return "";
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Lower(ReadOnlySpan<char> name) => name.ToString().ToLowerInvariant();
}
