using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Telos.Generators.Rpc;

/// <summary>Writes a client's methods from the contracts that the daemon's dispatch is written from.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ClientGenerator : IIncrementalGenerator
{
    private const string ClientAttribute = "Telos.Client.RpcClientAttribute";

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<EquatableArray<ContractModel>> contracts = context.CompilationProvider
            .Select(static (compilation, _) => ContractReader.Read(compilation));
        IncrementalValuesProvider<ClientModel> clients = context.SyntaxProvider.ForAttributeWithMetadataName(
            ClientAttribute,
            static (node, _) => node is ClassDeclarationSyntax,
            static (found, _) => Read((INamedTypeSymbol)found.TargetSymbol, (ClassDeclarationSyntax)found.TargetNode));
        context.RegisterSourceOutput(clients.Combine(contracts), static (output, both) => Emit(output, both.Left, both.Right));
    }

    private static ClientModel Read(INamedTypeSymbol type, ClassDeclarationSyntax syntax)
    {
        ImmutableArray<SourceFault> faults = DispatchReader.IsCompletable(type, syntax)
            ? []
            : [SourceFault.At(syntax.Identifier.GetLocation(), RpcRules.NotPartial, type.Name)];
        return new ClientModel(
            type.ContainingNamespace.ToDisplayString(), type.Name, new EquatableArray<SourceFault>(faults));
    }

    private static void Emit(SourceProductionContext output, ClientModel client, EquatableArray<ContractModel> contracts)
    {
        foreach (SourceFault fault in client.Faults)
            output.ReportDiagnostic(fault.ToDiagnostic(RpcRules.Of));
        if (client.Faults.Count == 0)
            output.AddSource(client.Class + ".g.cs", SourceText.From(ClientEmitter.Emit(client, contracts), s_utf8));
    }
}
