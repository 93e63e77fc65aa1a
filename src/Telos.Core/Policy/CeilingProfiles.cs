using System.Collections.Immutable;

namespace Telos.Core.Policy;

/// <summary>The ceilings that ship, by name: texts like any policy.yaml, for one to start from.</summary>
public static class CeilingProfiles
{
    public static ImmutableArray<string> Names { get; } = ["coding", "data", "locked", "ops", "research"];

    /// <summary>The profile's policy.yaml, or null when there is none of that name.</summary>
    public static string? Find(string name)
    {
        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            return null;
        }

        using Stream resource = typeof(CeilingProfiles).Assembly.GetManifestResourceStream($"profile.{name}.yaml")!;
        using StreamReader reader = new(resource);
        return reader.ReadToEnd();
    }
}
