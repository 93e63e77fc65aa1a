namespace Telos.Core.Intent;

/// <summary>One word of an intent. Ticked: it stood in backticks. Word is the lower-case form.</summary>
public sealed record IntentToken(TokenKind Kind, string Text, bool Ticked = false)
{
    public string Word { get; } = Text.ToLowerInvariant();

    public bool IsBreak => Kind is TokenKind.Comma or TokenKind.Stop;
}
