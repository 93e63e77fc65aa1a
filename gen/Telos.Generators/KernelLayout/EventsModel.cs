namespace Telos.Generators.KernelLayout;

/// <summary>The header struct with the field that tells the kind, and a struct for each kind.</summary>
internal sealed record EventsModel(
    string HeaderName, string KindField, string KindName, EquatableArray<EventsModel.Kind> Kinds)
{
    internal sealed record Kind(string Name, string StructName, string StructCName);
}
