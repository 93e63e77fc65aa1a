using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Telos.Generators.Pipeline;

/// <summary>Joins the stages of a pipeline into one method: no delegates, no allocation, each stage counted.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class PipelineGenerator : IIncrementalGenerator
{
    private const string PipelineAttribute = "Telos.Core.Pipelines.PipelineAttribute";
    private const string StageAttribute = "Telos.Core.Pipelines.StageAttribute";
    private const string StageOutcome = "Telos.Core.Pipelines.StageOutcome";

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<PipelineModel> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                PipelineAttribute,
                static (node, _) => node is ClassDeclarationSyntax,
                static (found, _) => Read((INamedTypeSymbol)found.TargetSymbol, (ClassDeclarationSyntax)found.TargetNode))
            .WithTrackingName("PipelineModel");
        context.RegisterSourceOutput(models, static (output, model) =>
        {
            foreach (SourceFault fault in model.Faults)
                output.ReportDiagnostic(fault.ToDiagnostic(PipelineRules.Of));
            if (model.IsSound)
                output.AddSource(model.Class + ".g.cs", SourceText.From(PipelineEmitter.Emit(model), s_utf8));
        });
    }

    private static PipelineModel Read(INamedTypeSymbol type, ClassDeclarationSyntax syntax)
    {
        var faults = ImmutableArray.CreateBuilder<SourceFault>();
        Location place = syntax.Identifier.GetLocation();
        if (!syntax.Modifiers.Any(SyntaxKind.PartialKeyword) || type.ContainingType is not null || type.IsGenericType)
            faults.Add(SourceFault.At(place, PipelineRules.NotPartial, type.Name));
        var stages = new List<StageModel>();
        string? state = null;
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
        {
            AttributeData? stage = method.GetAttributes()
                .FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == StageAttribute);
            if (stage is null || stage.ConstructorArguments.Length != 2)
                continue;
            var model = new StageModel(
                (int)stage.ConstructorArguments[0].Value!, (string)stage.ConstructorArguments[1].Value!, method.Name);
            Location where = method.Locations[0];
            string? takes = StateOf(method);
            if (takes is null || (state is not null && takes != state))
                faults.Add(SourceFault.At(where, PipelineRules.Signature, method.Name));
            if (stages.Any(other => other.Order == model.Order))
                faults.Add(SourceFault.At(where, PipelineRules.SameOrder, method.Name));
            if (stages.Any(other => other.Code == model.Code))
                faults.Add(SourceFault.At(where, PipelineRules.SameCode, method.Name));
            state ??= takes;
            stages.Add(model);
        }

        if (stages.Count == 0)
            faults.Add(SourceFault.At(place, PipelineRules.NoStages, type.Name));
        return new PipelineModel(
            type.ContainingNamespace.ToDisplayString(),
            type.Name,
            state ?? "",
            new EquatableArray<StageModel>(stages.OrderBy(stage => stage.Order).ToImmutableArray()),
            new EquatableArray<SourceFault>(faults.ToImmutable()));
    }

    private static string? StateOf(IMethodSymbol method) =>
        method.Parameters.Length == 1 && method.Parameters[0].RefKind == RefKind.Ref && !method.IsGenericMethod
            && method.ReturnType.ToDisplayString() == StageOutcome
            ? method.Parameters[0].Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)
            : null;
}
