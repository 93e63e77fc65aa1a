namespace Telos.Generators.KernelLayout;

/// <summary>Key and value are null for a ring buffer, the entries "0" where the kernel wants none.</summary>
internal sealed record MapModel(
    string CName,
    string Name,
    string Type,
    TypeModel? Key,
    TypeModel? Value,
    string MaxEntries,
    string Comment);
