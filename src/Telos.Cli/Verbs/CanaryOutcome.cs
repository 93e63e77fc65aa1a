using Telos.Core.Protocol;

namespace Telos.Cli.Verbs;

/// <summary>What the canary showed. Causes are empty when every gate held.</summary>
internal sealed record CanaryOutcome(CanaryReport? Report, IReadOnlyList<string> Causes);
