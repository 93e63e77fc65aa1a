namespace Telos.Generators.KernelLayout;

internal sealed record EnumSyntax(Token Name, string Comment, List<EnumSyntax.Constant> Constants)
{
    /// <summary>A value of null was not written, which the header's rules forbid.</summary>
    internal sealed record Constant(Token Name, uint? Value);
}
