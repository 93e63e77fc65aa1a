namespace Telos.Generators.Pipeline;

internal sealed record StageModel(int Order, string Code, string Method);
