using Telos.Core.Protocol;

namespace Telos.Cli.Verbs;

/// <summary>What the canary showed. Causes are empty when every gate held.</summary>
/// <param name="Names">What it was answered for a name; null: agents ask resolvers themselves.</param>
internal sealed record CanaryOutcome(CanaryReport? Report, IReadOnlyList<string> Causes, LiveProbe? Names = null);
