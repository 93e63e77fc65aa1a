using System.Collections.Immutable;

namespace Telos.Core.Mirage;

/// <summary>A whole file that nobody needs, and that says who read it.</summary>
/// <param name="Tokens">What in it is found nowhere else: it names the agent when it turns up somewhere.</param>
public sealed record Decoy(DecoyKind Kind, string Content, ImmutableArray<string> Tokens);
