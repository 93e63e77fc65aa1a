using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Telos.Generators.Rpc;

/// <summary>Writes the dispatch of the daemon's methods from their contracts and the methods that answer them.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class DispatchGenerator : IIncrementalGenerator
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<EquatableArray<ContractModel>> contracts = context.CompilationProvider
            .Select(static (compilation, _) => ContractReader.Read(compilation))
            .WithTrackingName("Contracts");
        IncrementalValueProvider<ImmutableArray<DispatchModel>> classes = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                DispatchReader.DispatchAttribute,
                static (node, _) => node is ClassDeclarationSyntax,
                static (found, _) => DispatchReader.Read(
                    (INamedTypeSymbol)found.TargetSymbol, (ClassDeclarationSyntax)found.TargetNode, found.Attributes[0]))
            .WithTrackingName("DispatchModel")
            .Collect();
        context.RegisterSourceOutput(classes.Combine(contracts), static (output, all) => Emit(output, all.Left, all.Right));
    }

    private static void Emit(
        SourceProductionContext output, ImmutableArray<DispatchModel> classes, EquatableArray<ContractModel> contracts)
    {
        SourceFault[] faults = DispatchCheck.FaultsOf(classes, contracts).ToArray();
        foreach (SourceFault fault in faults)
            output.ReportDiagnostic(fault.ToDiagnostic(RpcRules.Of));
        if (faults.Length > 0)
            return;
        foreach (DispatchModel type in classes)
            output.AddSource(type.Class + ".g.cs", SourceText.From(DispatchEmitter.Emit(type, contracts), s_utf8));
    }
}
