namespace Telos.Generators.KernelLayout;

internal sealed record SizeAssertSyntax(Token StructName, Token Size);
