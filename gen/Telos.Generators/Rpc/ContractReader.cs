using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Telos.Generators.Rpc;

/// <summary>Reads the table of methods, which may be in another assembly.</summary>
internal static class ContractReader
{
    private const string Methods = "Telos.Core.Protocol.Methods";
    private const string Attribute = "Telos.Core.Protocol.RpcContractAttribute";
    private const string UsualContext = "Telos.Core.Protocol.ProtocolJson";

    public static EquatableArray<ContractModel> Read(Compilation compilation)
    {
        ImmutableArray<IFieldSymbol> constants = compilation.GetTypeByMetadataName(Methods)?.GetMembers()
            .OfType<IFieldSymbol>().ToImmutableArray() ?? [];
        return new EquatableArray<ContractModel>(
            constants.Select(constant => Read(compilation, constant)).OfType<ContractModel>().ToImmutableArray());
    }

    private static ContractModel? Read(Compilation compilation, IFieldSymbol constant)
    {
        AttributeData? contract = constant.GetAttributes()
            .FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == Attribute);
        if (contract is null || contract.ConstructorArguments.Length != 2 || constant.ConstantValue is not string name)
            return null;
        INamedTypeSymbol? usual = compilation.GetTypeByMetadataName(UsualContext);
        ITypeSymbol? parameters = Named(contract, "Params");
        return new ContractModel(
            constant.Name,
            name,
            SocketOf(contract.ConstructorArguments[0]),
            parameters is null ? null : Json(parameters, usual),
            Json((ITypeSymbol)contract.ConstructorArguments[1].Value!, Named(contract, "ResultContext") ?? usual));
    }

    private static ITypeSymbol? Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as ITypeSymbol;

    private static string SocketOf(TypedConstant socket) => socket.Type!.GetMembers().OfType<IFieldSymbol>()
        .First(member => Equals(member.ConstantValue, socket.Value)).Name;

    private static JsonModel Json(ITypeSymbol type, ITypeSymbol? context)
    {
        IPropertySymbol? known = context?.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(property =>
            property.Type is INamedTypeSymbol { Name: "JsonTypeInfo", TypeArguments.Length: 1 } info
            && SymbolEqualityComparer.Default.Equals(info.TypeArguments[0], type));
        return new JsonModel(
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            known is null ? "" : $"{context!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.Default.{known.Name}");
    }
}
