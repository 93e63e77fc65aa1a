namespace Telos.Generators.KernelLayout;

/// <summary>A piece of C. <c>Comment</c> is the text of the comment on the lines right above it, if any.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, Place Place, string Comment)
{
    public bool Is(string text) => Kind != TokenKind.Text && Text == text;
}
