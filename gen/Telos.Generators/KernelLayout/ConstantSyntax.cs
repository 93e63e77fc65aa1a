namespace Telos.Generators.KernelLayout;

internal sealed record ConstantSyntax(Token Name, uint Value);
