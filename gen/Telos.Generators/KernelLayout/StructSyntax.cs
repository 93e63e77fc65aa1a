namespace Telos.Generators.KernelLayout;

internal sealed record StructSyntax(Token Name, string Comment, List<StructSyntax.Field> Fields)
{
    /// <summary>The length is a number or the name of a constant; null for what is not an array.</summary>
    internal sealed record Field(CType Type, Token Name, Token? Length, string Comment);
}
