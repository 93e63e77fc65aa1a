namespace Telos.Generators.Rpc;

internal sealed record ClientModel(string Namespace, string Class, EquatableArray<SourceFault> Faults);
