using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Telos.Generators.Pipeline;

/// <summary>What is wrong, and where, without a syntax tree that would keep compilations alive.</summary>
internal sealed record PipelineFault(string RuleId, string Argument, string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static PipelineFault At(Location location, string ruleId, string argument) => new(
        ruleId, argument, location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(PipelineRules.Of(RuleId), Location.Create(Path, Span, Lines), Argument);
}
