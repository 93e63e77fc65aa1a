namespace Telos.Generators.KernelLayout;

internal sealed record StructModel(
    string CName, string Name, int Size, string Comment, EquatableArray<StructModel.Field> Fields)
{
    internal sealed record Field(
        string CName, string Name, TypeModel Type, ArrayModel? Array, int Offset, int Size, string Comment);
}
