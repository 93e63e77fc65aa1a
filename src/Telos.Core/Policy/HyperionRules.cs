using System.Collections.Immutable;

namespace Telos.Core.Policy;

/// <summary>Which interfaces let nothing in from blocked addresses, and where other programs ask for blocks.</summary>
/// <param name="Interfaces">Filtered as soon as they are there.</param>
/// <param name="Port">On loopback; null: no other program asks.</param>
/// <param name="TokenFile">What whoever asks there has to show.</param>
public sealed record HyperionRules(ImmutableArray<string> Interfaces, int? Port, string TokenFile)
{
    /// <summary>Where the token stands when nothing else is said.</summary>
    public const string TokenFileDefault = "/etc/telos/hyperion.token";

    /// <summary>No interface, no port.</summary>
    public static HyperionRules None { get; } = new([], null, TokenFileDefault);
}
