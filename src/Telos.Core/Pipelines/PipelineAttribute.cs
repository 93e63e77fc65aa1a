namespace Telos.Core.Pipelines;

/// <summary>
/// The partial class's stages become one method, <c>RunStages(ref TState)</c>, that calls them one after the other, with a
/// counter of how often each began and how often it ended the run (<c>StageCounts</c>).
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PipelineAttribute : Attribute;
