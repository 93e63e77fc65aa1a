namespace Telos.Core.Content;

/// <summary>Every bound of the content scanner. What lies beyond is told as a cut, and what has a cut is never Low.</summary>
public static class ContentLimits
{
    /// <summary>Octets; what follows is not read.</summary>
    public const int LengthMax = 8 * 1024 * 1024;

    public const int FindingsMax = 50;

    public const int ExcerptLengthMax = 320;

    /// <summary>Of the prose that is told though it instructs nobody.</summary>
    internal const int ProseFindingsMax = 20;

    /// <summary>Signs in one stream of text.</summary>
    internal const int SignsMax = 20_000;

    /// <summary>Texts that are spelled in characters without a shape.</summary>
    internal const int SpelledMax = 1_000;

    /// <summary>Elements within each other; Chromium itself ends at 512.</summary>
    internal const int DepthMax = 1_500;

    internal const int AttributesMax = 1_000;

    /// <summary>Documents within srcdoc, and within the strings of JSON.</summary>
    internal const int DocumentDepthMax = 3;

    internal const int SelectorsMax = 8_000;

    /// <summary>Comparisons of selectors with elements.</summary>
    internal const long SelectorWorkMax = 20_000_000;

    /// <summary>Values within each other in JSON.</summary>
    internal const int JsonDepthMax = 1_000;
}
