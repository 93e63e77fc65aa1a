namespace Telos.Core.Content.Phrases;

/// <summary>What a stretch of text is that phrases count as one.</summary>
internal enum WordKind
{
    Letters,

    /// <summary>Han or Kana: nothing separates words there, so that each character is one.</summary>
    Character,
    Mark,
    Colon,
}
