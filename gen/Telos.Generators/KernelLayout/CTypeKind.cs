namespace Telos.Generators.KernelLayout;

internal enum CTypeKind
{
    Scalar,
    Enum,
    Struct,
}
