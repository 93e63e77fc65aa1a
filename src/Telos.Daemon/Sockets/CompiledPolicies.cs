using Telos.Core.Adjudication;
using Telos.Core.Policy;

namespace Telos.Daemon.Sockets;

/// <summary>
/// What words compiled to lately. The same words, time and ceiling give the same policy, and an agent says the same ones again
/// and again as its work goes on.
/// </summary>
internal sealed class CompiledPolicies
{
    private const int KnownMax = 256;
    private const int GoalLettersMax = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Goal, TimeSpan Ttl), CompiledPolicy> _known = [];
    private Ceiling? _ceiling;

    public CompiledPolicy Compile(string goal, TimeSpan ttl, Ceiling ceiling, string? profile, IReadOnlyList<Lift> lifts)
    {
        if (profile is not null || lifts.Count > 0 || goal.Length > GoalLettersMax)
        {
            return ProfiledPolicy.Compile(goal, ttl, ceiling, profile, lifts);
        }

        lock (_lock)
        {
            if (ReferenceEquals(_ceiling, ceiling) && _known.TryGetValue((goal, ttl), out CompiledPolicy? known))
            {
                return known;
            }
        }

        CompiledPolicy policy = PolicyCompiler.Compile(goal, ttl, ceiling);
        lock (_lock)
        {
            if (!ReferenceEquals(_ceiling, ceiling) || _known.Count >= KnownMax)
            {
                _known.Clear();
                _ceiling = ceiling;
            }

            _known[(goal, ttl)] = policy;
        }

        return policy;
    }
}
