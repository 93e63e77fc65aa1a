namespace Telos.Generators.Rpc;

/// <summary>A constant of Methods with its contract. Params are null when the method has none.</summary>
internal sealed record ContractModel(string Constant, string Name, string Socket, JsonModel? Params, JsonModel Result);
