namespace Telos.Core.Exec;

/// <summary>A word that is compared whole, an option with its dashes; at most <see cref="BytesMax"/> bytes of ASCII.</summary>
public readonly record struct ArgumentWord(string Text, ArgumentWordKind Kind)
{
    public const int BytesMax = 31;
}
