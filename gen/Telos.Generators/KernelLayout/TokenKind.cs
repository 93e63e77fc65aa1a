namespace Telos.Generators.KernelLayout;

internal enum TokenKind
{
    Identifier,
    Number,
    Text,
    Punctuation,
    Directive,
    EndOfFile,
}
