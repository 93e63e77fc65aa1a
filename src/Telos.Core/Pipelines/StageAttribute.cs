namespace Telos.Core.Pipelines;

/// <summary>A step of a pipeline: a method that takes the state by reference and returns a <see cref="StageOutcome"/>.</summary>
/// <param name="order">Stages run in ascending order; no two have the same.</param>
/// <param name="code">Its name in counters.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StageAttribute(int order, string code) : Attribute
{
    public int Order { get; } = order;

    public string Code { get; } = code;
}
