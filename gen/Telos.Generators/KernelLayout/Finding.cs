using Microsoft.CodeAnalysis;

namespace Telos.Generators.KernelLayout;

/// <summary>A diagnostic before it becomes Roslyn's: comparable by value, without a syntax tree.</summary>
internal sealed record Finding(DiagnosticDescriptor Rule, Place Place, EquatableArray<string> Arguments)
{
    public Diagnostic In(string path) =>
        Diagnostic.Create(Rule, Place.In(path), Arguments.ToArray<object>());
}
