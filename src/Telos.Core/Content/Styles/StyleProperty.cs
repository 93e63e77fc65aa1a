namespace Telos.Core.Content.Styles;

/// <summary>What of a style can hide text. Lengths are pixels.</summary>
internal enum StyleProperty
{
    /// <summary>1: none; 2: contents; 0: anything else.</summary>
    Display,

    /// <summary>1: hidden or collapse; 0: visible.</summary>
    Visibility,
    Opacity,
    FontSize,

    /// <summary>Times the size around it.</summary>
    FontScale,
    Ink,
    Paper,

    /// <summary>1: an image or a gradient.</summary>
    Picture,

    /// <summary>1: relative or sticky; 2: absolute; 3: fixed; 0: static.</summary>
    Position,
    Left,
    Top,
    Right,
    Bottom,
    MarginLeft,
    MarginTop,
    Width,
    Height,

    /// <summary>1: what sticks out is cut off.</summary>
    Overflow,

    /// <summary>1: clip leaves nothing; only where the position is absolute or fixed.</summary>
    Clip,

    /// <summary>1: clip-path leaves nothing.</summary>
    ClipPath,

    /// <summary>1: shrunk to nothing; 2: moved away.</summary>
    Transform,
    TextIndent,

    /// <summary>1: content-visibility: hidden.</summary>
    ContentHidden,

    /// <summary>1: a filter or mask through which nothing is seen.</summary>
    Filter,
}
