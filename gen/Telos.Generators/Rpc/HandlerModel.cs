namespace Telos.Generators.Rpc;

/// <summary>A method with an RpcMethod attribute, as it is written.</summary>
internal sealed record HandlerModel(
    string Name, string Method, string Returns, EquatableArray<ParameterModel> Parameters, string? Needs, string? Valid,
    SourcePlace Place);
