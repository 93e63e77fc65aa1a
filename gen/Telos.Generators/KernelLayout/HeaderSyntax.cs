namespace Telos.Generators.KernelLayout;

/// <summary>What the header says, in its own words; lives only while the header is being read.</summary>
internal sealed class HeaderSyntax
{
    public List<ConstantSyntax> Constants { get; } = [];

    public List<EnumSyntax> Enums { get; } = [];

    public List<StructSyntax> Structs { get; } = [];

    public List<SizeAssertSyntax> SizeAsserts { get; } = [];

    public List<MapSyntax> Maps { get; } = [];
}
