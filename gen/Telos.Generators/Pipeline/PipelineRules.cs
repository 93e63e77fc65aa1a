using Microsoft.CodeAnalysis;

namespace Telos.Generators.Pipeline;

/// <summary>What a pipeline may be refused for; AnalyzerReleases lists the same rules.</summary>
internal static class PipelineRules
{
    public const string NotPartial = "TELOS101";
    public const string NoStages = "TELOS102";
    public const string Signature = "TELOS103";
    public const string SameOrder = "TELOS104";
    public const string SameCode = "TELOS105";

    private static readonly DiagnosticDescriptor s_notPartial = Rule(
        NotPartial, "A pipeline that cannot be completed", "'{0}' must be a partial class that is not nested and not generic");

    private static readonly DiagnosticDescriptor s_noStages = Rule(
        NoStages, "A pipeline without stages", "'{0}' has no method with a Stage attribute");

    private static readonly DiagnosticDescriptor s_signature = Rule(
        Signature, "A stage with another signature",
        "'{0}' must take the state by ref, the same type in each stage, and return StageOutcome");

    private static readonly DiagnosticDescriptor s_sameOrder = Rule(
        SameOrder, "Two stages with the same order", "'{0}' has the order of another stage");

    private static readonly DiagnosticDescriptor s_sameCode = Rule(
        SameCode, "Two stages with the same code", "'{0}' has the code of another stage");

    public static DiagnosticDescriptor Of(string id) => id switch
    {
        NotPartial => s_notPartial,
        NoStages => s_noStages,
        Signature => s_signature,
        SameOrder => s_sameOrder,
        _ => s_sameCode,
    };

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "Telos.Pipeline", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
