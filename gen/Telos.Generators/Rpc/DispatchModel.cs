namespace Telos.Generators.Rpc;

/// <summary>A class that serves methods. The caller's type is null when it does not look who asks.</summary>
internal sealed record DispatchModel(
    string Namespace, string Class, string? Caller, string? CallerType, EquatableArray<HandlerModel> Handlers,
    EquatableArray<SourceFault> Faults, SourcePlace Place);
