namespace Telos.Core.Content.Styles;

/// <summary>How the text of an element looks, as far as its document says.</summary>
/// <param name="paper">The colour behind the text.</param>
/// <param name="isPaperKnown">Something within the document sets it.</param>
/// <param name="hasPicture">An image or a gradient lies between the text and the first colour that covers what is behind.</param>
/// <param name="opacity">Of it and of all around it.</param>
/// <param name="seal">Nothing in it can undo this.</param>
internal sealed class ElementLook(
    double fontSize, Colour ink, Colour paper, bool isPaperKnown, bool hasPicture, double opacity, bool isInvisible,
    double textIndent, Concealment? seal)
{
    public static readonly ElementLook Initial = new(
        16, Colour.Black, Colour.White, isPaperKnown: false, hasPicture: false, opacity: 1, isInvisible: false,
        textIndent: 0, seal: null);

    private const double OpacityMin = 0.1;
    private const double FontSizeMin = 3.5;
    private const double TextIndentMax = 900;
    private const double SideMin = 2;
    private const double AwayPx = 500;
    private const double InkMin = 0.05;

    private double FontSize { get; } = fontSize;

    public Colour Ink { get; } = ink;

    public Colour Paper { get; } = paper;

    public bool IsPaperKnown { get; } = isPaperKnown;

    public bool HasPicture { get; } = hasPicture;

    public double Opacity { get; } = opacity;

    public bool IsInvisible { get; } = isInvisible;

    public double TextIndent { get; } = textIndent;

    public Concealment? Sealed { get; } = seal;

    /// <summary>The same, hidden so whatever else holds.</summary>
    public ElementLook SealedBy(Concealment? concealment) => new(
        FontSize, Ink, Paper, IsPaperKnown, HasPicture, Opacity, IsInvisible, TextIndent, concealment);

    /// <summary>Of an element with these values within this one.</summary>
    public ElementLook Within(StyleValues values)
    {
        Colour ink = values.Has(StyleProperty.Ink) ? Colour.Unpack(values.Get(StyleProperty.Ink)) : Ink;
        bool hasPaper = values.Has(StyleProperty.Paper);
        Colour paper = hasPaper ? Colour.Unpack(values.Get(StyleProperty.Paper)) : Colour.Transparent;
        double opacity = Opacity * Math.Clamp(values.Get(StyleProperty.Opacity, 1), 0, 1);
        return new ElementLook(
            values.Get(StyleProperty.FontSize, FontSize * values.Get(StyleProperty.FontScale, 1)),
            ink,
            paper.Alpha == 0 ? Paper : paper.Over(Paper),
            IsPaperKnown || paper.Alpha > 0,
            values.Is(StyleProperty.Picture, 1) || (HasPicture && paper.Alpha < 1),
            opacity,
            values.Has(StyleProperty.Visibility) ? values.Is(StyleProperty.Visibility, 1) : IsInvisible,
            values.Get(StyleProperty.TextIndent, TextIndent),
            Sealed ?? SealOf(values, opacity));
    }

    /// <summary>How its own text is kept from people's eyes; null: they see it.</summary>
    /// <param name="isPaperSure">No style sheet was left unread, and no picture lies near.</param>
    public Concealment? OfText(bool isPaperSure)
    {
        if (Sealed is not null)
        {
            return Sealed;
        }

        if (IsInvisible)
        {
            return Concealment.Visibility;
        }

        if (FontSize < FontSizeMin)
        {
            return Concealment.Tiny;
        }

        if (TextIndent < -TextIndentMax)
        {
            return Concealment.OffScreen;
        }

        if (!Ink.IsLostOn(Paper) || (HasPicture && Ink.Alpha > InkMin))
        {
            return null;
        }

        return isPaperSure || IsPaperKnown ? Concealment.Colour : Concealment.ColourPerhaps;
    }

    private static Concealment? SealOf(StyleValues values, double opacity)
    {
        if (values.Is(StyleProperty.Display, 1) || values.Is(StyleProperty.ContentHidden, 1))
        {
            return Concealment.NotRendered;
        }

        if (opacity < OpacityMin)
        {
            return Concealment.Opacity;
        }

        bool isPlaced = values.Get(StyleProperty.Position) >= 2;
        if (values.Is(StyleProperty.ClipPath, 1) || (isPlaced && values.Is(StyleProperty.Clip, 1)))
        {
            return Concealment.Clipped;
        }

        if (values.Is(StyleProperty.Filter, 1))
        {
            return Concealment.Filtered;
        }

        bool hasNoSide = values.Get(StyleProperty.Width, double.MaxValue) < SideMin
            || values.Get(StyleProperty.Height, double.MaxValue) < SideMin;
        if (values.Is(StyleProperty.Transform, 1) || (hasNoSide && values.Is(StyleProperty.Overflow, 1)))
        {
            return Concealment.Shrunk;
        }

        return values.Is(StyleProperty.Transform, 2) || IsAway(values) ? Concealment.OffScreen : null;
    }

    // What lies to the right or below can be scrolled to, unless it is fixed.
    private static bool IsAway(StyleValues values)
    {
        double position = values.Get(StyleProperty.Position);
        return (position >= 1 && (values.Get(StyleProperty.Left) <= -AwayPx || values.Get(StyleProperty.Top) <= -AwayPx))
            || (position == 3 && (values.Get(StyleProperty.Right) <= -AwayPx || values.Get(StyleProperty.Bottom) <= -AwayPx))
            || values.Get(StyleProperty.MarginLeft) <= -AwayPx || values.Get(StyleProperty.MarginTop) <= -AwayPx;
    }
}
