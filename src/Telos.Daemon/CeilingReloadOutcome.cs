using System.Collections.Immutable;
using Telos.Core.Policy;

namespace Telos.Daemon;

/// <summary>What another policy.yaml changed.</summary>
/// <param name="Changes">In force now.</param>
/// <param name="Waiting">In force when the daemon starts again.</param>
internal sealed record CeilingReloadOutcome(ImmutableArray<CeilingChange> Changes, ImmutableArray<CeilingChange> Waiting)
{
    public ImmutableArray<string> Lines() =>
    [
        .. Changes.Select(change => change.Line()),
        .. Waiting.Select(change => $"{change.Line()} (when the daemon starts again)"),
    ];
}
