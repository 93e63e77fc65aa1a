using System.Collections.Concurrent;
using Telos.Core.Adjudication;

namespace Telos.Core.Policy;

/// <summary>
/// What words come to under the operator's ceiling and, for an agent that was launched with a profile, under that profile's as
/// well: what either refuses is refused.
/// </summary>
public static class ProfiledPolicy
{
    private static readonly ConcurrentDictionary<string, Ceiling> s_profiles = new(StringComparer.Ordinal);

    /// <param name="profile">One of <see cref="CeilingProfiles.Names"/>; null: the ceiling alone.</param>
    /// <param name="lifts">What was approved, for both.</param>
    public static CompiledPolicy Compile(
        string goal, TimeSpan ttl, Ceiling ceiling, string? profile, IReadOnlyList<Lift> lifts)
    {
        CompiledPolicy policy = LiftedPolicy.Compile(goal, ttl, ceiling, lifts);
        if (profile is null)
        {
            return policy;
        }

        CompiledPolicy bound = LiftedPolicy.Compile(goal, ttl, CeilingOf(profile), lifts);
        policy = policy with { Refusals = [.. policy.Refusals, .. bound.Refusals] };
        return PolicyIntersection.Of(policy, bound, $"the profile {profile} does not grant it");
    }

    /// <summary>What an agent's gates do while no daemon lives: of ceiling and profile what lets less happen.</summary>
    public static FailModes FailModesOf(Ceiling ceiling, string? profile) =>
        profile is null ? ceiling.Watchdog.Modes : ceiling.Watchdog.Modes.Narrowed(CeilingOf(profile).Watchdog.Modes);

    private static Ceiling CeilingOf(string profile) => s_profiles.GetOrAdd(profile, name =>
        CeilingProfiles.Load(name) ?? throw new ArgumentException($"there is no profile {name}", nameof(profile)));
}
