namespace Telos.Generators.Pipeline;

/// <summary>A pipeline as it is emitted, or what is wrong with it.</summary>
internal sealed record PipelineModel(
    string Namespace, string Class, string State, EquatableArray<StageModel> Stages, EquatableArray<SourceFault> Faults)
{
    public bool IsSound => Faults.Count == 0;
}
