using System.Runtime.CompilerServices;
using Telos.Core.Policy;
using Telos.Daemon.Gates;

namespace Telos.Daemon.Agents;

/// <summary>
/// Policies as they were bound to this machine lately. An agent says the same words again and again, and mostly nothing has
/// changed in between.
/// </summary>
internal sealed class KeptBindings(FileIdentities identities)
{
    private const int KeptMax = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Kept> _kept = [];

    /// <summary>The same binding as before when its evidence says that it still is; else a new one.</summary>
    public BoundPolicy Bind(CompiledPolicy policy, uint uid, string? workspace, Ceiling ceiling)
    {
        Key key = new(policy, uid, workspace);
        Kept? found;
        lock (_lock)
        {
            found = _kept.GetValueOrDefault(key);
        }

        if (found is not null && ReferenceEquals(found.Ceiling, ceiling) && found.Evidence.IsCurrent())
        {
            return found.Bound;
        }

        BindingEvidence evidence = new(policy, uid, workspace, ceiling);
        BoundPolicy bound = new PolicyBinding(identities, ceiling).Bind(policy, uid, workspace);
        bool isEvident = evidence.TryCover(bound);
        lock (_lock)
        {
            if (!isEvident)
            {
                _kept.Remove(key);
                return bound;
            }

            if (_kept.Count >= KeptMax)
            {
                _kept.Clear();
            }

            _kept[key] = new Kept(bound, evidence, ceiling);
        }

        return bound;
    }

    // The very policy: comparing what it holds takes longer than the look-up may.
    private readonly record struct Key(CompiledPolicy Policy, uint Uid, string? Workspace)
    {
        public bool Equals(Key other) =>
            ReferenceEquals(Policy, other.Policy) && Uid == other.Uid && Workspace == other.Workspace;

        public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(Policy), Uid);
    }

    private sealed record Kept(BoundPolicy Bound, BindingEvidence Evidence, Ceiling Ceiling);
}
