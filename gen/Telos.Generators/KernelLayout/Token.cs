namespace Telos.Generators.KernelLayout;

/// <summary>A piece of C. <c>Comment</c> is the text of the comment that ends on the line above.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, Place Place, string Comment)
{
    public bool Is(string text) => Kind != TokenKind.Text && Text == text;
}
