namespace Telos.Generators.Rpc;

/// <summary>A type, and the expression of its JsonTypeInfo; empty when its context does not know it.</summary>
internal sealed record JsonModel(string Type, string TypeInfo);
