namespace Telos.Generators.Rpc;

internal sealed record ParameterModel(string Type, bool IsNullable);
