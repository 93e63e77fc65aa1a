namespace Telos.Generators.KernelLayout;

internal sealed record EnumModel(
    string CName, string Name, string Comment, EquatableArray<EnumModel.Constant> Constants)
{
    internal sealed record Constant(string CName, string Name, uint Value);
}
