namespace Telos.Core.Content;

/// <summary>A way in which a text is kept from people's eyes.</summary>
/// <param name="isOdd">Honest pages hardly ever hide prose so: then prose alone is worth telling.</param>
/// <param name="isOddWhenLong">The same for prose that is longer than a skip link or the words of an icon.</param>
internal sealed class Concealment(string technique, bool isOdd = false, bool isOddWhenLong = false)
{
    public static readonly Concealment NotRendered = new("not rendered");
    public static readonly Concealment Visibility = new("visibility: hidden");
    public static readonly Concealment Opacity = new("opacity");
    public static readonly Concealment Clipped = new("clipped away");
    public static readonly Concealment Shrunk = new("shrunk to nothing");
    public static readonly Concealment Tiny = new("letters too small to read", isOdd: true);
    public static readonly Concealment OffScreen = new("outside of the page", isOddWhenLong: true);
    public static readonly Concealment Colour = new("colour of the background", isOdd: true);
    public static readonly Concealment ColourPerhaps = new("colour of the background, over a picture");
    public static readonly Concealment Filtered = new("filter");
    public static readonly Concealment Frame = new("in a frame that nobody sees");
    public static readonly Concealment Comment = new("comment in the source");
    public static readonly Concealment Declared = new("data for programs");
    public static readonly Concealment Meta = new("meta data of the page");
    public static readonly Concealment Shapeless = new("characters that have no shape", isOdd: true);
    public static readonly Concealment Unfinished = new("a tag that does not end");
    public static readonly Concealment Definition = new("a definition that is not shown");
    public static readonly Concealment LinkTitle = new("attribute title");
    public static readonly Concealment ImageText = new("attribute alt");
    public static readonly Concealment TerminalConceal = new("concealed by a terminal sequence", isOdd: true);
    public static readonly Concealment TerminalColour = new("terminal colour of the background", isOdd: true);
    public static readonly Concealment TerminalString = new("within a terminal sequence", isOdd: true);
    public static readonly Concealment TerminalOverwritten = new("overwritten on a terminal", isOddWhenLong: true);

    public string Technique { get; } = technique;

    public bool IsOdd { get; } = isOdd;

    public bool IsOddWhenLong { get; } = isOddWhenLong;

    public static Concealment OfAttribute(string name) =>
        new($"attribute {(name.StartsWith("data-", StringComparison.Ordinal) ? "data-*" : name)}");
}
