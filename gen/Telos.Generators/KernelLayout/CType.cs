namespace Telos.Generators.KernelLayout;

/// <summary>A type as the header writes it: a scalar, or an enum or struct by name.</summary>
internal sealed record CType(CTypeKind Kind, string Name, Place Place)
{
    public string Spelling => Kind switch
    {
        CTypeKind.Enum => "enum " + Name,
        CTypeKind.Struct => "struct " + Name,
        _ => Name,
    };
}
