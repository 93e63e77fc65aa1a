using Microsoft.CodeAnalysis;

namespace Telos.Generators.KernelLayout;

/// <summary>What the header may be refused for; AnalyzerReleases lists the same rules.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor OutsideSubset = Rule(
        "TELOS001", "Outside the C subset of the kernel ABI",
        "'{0}' is outside the kernel ABI's C subset: {1}");

    public static readonly DiagnosticDescriptor Undeclared = Rule(
        "TELOS002", "Not declared above its use", "'{0}' is not declared above its use");

    public static readonly DiagnosticDescriptor SizeMismatch = Rule(
        "TELOS003", "Size differs from the _Static_assert",
        "struct {0} has {1} bytes, but its _Static_assert says {2}");

    public static readonly DiagnosticDescriptor NoSizeAssert = Rule(
        "TELOS004", "No _Static_assert on the size", "struct {0} has no _Static_assert on its size");

    public static readonly DiagnosticDescriptor ImplicitPadding = Rule(
        "TELOS005", "Implicit padding", "struct {0} has {1} bytes of padding {2}; write them as a field");

    public static readonly DiagnosticDescriptor NoValue = Rule(
        "TELOS006", "Enum constant without a value", "'{0}' needs an explicit value");

    public static readonly DiagnosticDescriptor WrongPrefix = Rule(
        "TELOS007", "Name without its prefix", "'{0}' must begin with '{1}'");

    public static readonly DiagnosticDescriptor NoEventStruct = Rule(
        "TELOS008", "Event kind without its struct", "event kind '{0}': {1}");

    public static readonly DiagnosticDescriptor UnknownMapType = Rule(
        "TELOS009", "Unknown map type", "map '{0}' is of unknown type '{1}'");

    public static readonly DiagnosticDescriptor BadMap = Rule(
        "TELOS010", "Unsuitable map definition", "map '{0}': {1}");

    public static readonly DiagnosticDescriptor Duplicate = Rule(
        "TELOS011", "Declared twice", "'{0}' is declared twice");

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "Telos.KernelLayout", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
