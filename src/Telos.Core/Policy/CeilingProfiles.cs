using System.Collections.Immutable;

namespace Telos.Core.Policy;

/// <summary>The ceilings that ship, by name: texts like any policy.yaml, for one to start from.</summary>
public static class CeilingProfiles
{
    public static ImmutableArray<string> Names { get; } = ["coding", "data", "locked", "ops", "research"];

    /// <summary>The one that grants least.</summary>
    public const string Strictest = "locked";

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

    /// <summary>The profile as a ceiling, or null when there is none of that name.</summary>
    public static Ceiling? Load(string name)
    {
        if (Find(name) is not string yaml)
        {
            return null;
        }

        CeilingStatus status = CeilingFile.TryParse(yaml, name, out Ceiling ceiling, out string fault);
        return status == CeilingStatus.Ok ? ceiling : throw new InvalidDataException(fault);
    }
}
