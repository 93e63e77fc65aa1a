using Microsoft.CodeAnalysis;

namespace Telos.Generators;

/// <summary>What is wrong, and where, without a syntax tree that would keep compilations alive.</summary>
internal sealed record SourceFault(string RuleId, string Argument, SourcePlace Place)
{
    public static SourceFault At(Location location, string ruleId, string argument) =>
        new(ruleId, argument, SourcePlace.Of(location));

    public Diagnostic ToDiagnostic(Func<string, DiagnosticDescriptor> ruleOf) =>
        Diagnostic.Create(ruleOf(RuleId), Location.Create(Place.Path, Place.Span, Place.Lines), Argument);
}
