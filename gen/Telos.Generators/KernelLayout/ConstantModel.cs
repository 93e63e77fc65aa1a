namespace Telos.Generators.KernelLayout;

internal sealed record ConstantModel(string Name, uint Value, string Comment);
