using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Telos.Generators.KernelLayout;

/// <summary>Everything wrong with one header, in the order in which it was met.</summary>
internal sealed class Findings
{
    private readonly ImmutableArray<Finding>.Builder _found = ImmutableArray.CreateBuilder<Finding>();

    public bool Any => _found.Count > 0;

    public void Add(DiagnosticDescriptor rule, Place place, params string[] arguments) =>
        _found.Add(new Finding(rule, place, new EquatableArray<string>([.. arguments])));

    public EquatableArray<Finding> ToArray() => new(_found.ToImmutable());
}
