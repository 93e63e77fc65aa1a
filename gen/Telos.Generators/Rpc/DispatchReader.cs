using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Telos.Generators.Rpc;

/// <summary>Reads a class that serves methods, apart from their contracts.</summary>
internal static class DispatchReader
{
    public const string DispatchAttribute = "Telos.Daemon.Sockets.RpcDispatchAttribute";

    private const string MethodAttribute = "Telos.Daemon.Sockets.RpcMethodAttribute";

    public static DispatchModel Read(INamedTypeSymbol type, ClassDeclarationSyntax syntax, AttributeData dispatch)
    {
        var faults = ImmutableArray.CreateBuilder<SourceFault>();
        Location place = syntax.Identifier.GetLocation();
        if (!IsCompletable(type, syntax))
            faults.Add(SourceFault.At(place, RpcRules.NotPartial, type.Name));
        string? caller = Named(dispatch, "Caller");
        string? callerType = caller is null ? null : CallerOf(type, caller);
        if (caller is not null && callerType is null)
            faults.Add(SourceFault.At(place, RpcRules.NoMember, caller));
        var handlers = ImmutableArray.CreateBuilder<HandlerModel>();
        foreach (IMethodSymbol method in type.GetMembers().OfType<IMethodSymbol>())
        {
            AttributeData? given = method.GetAttributes()
                .FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == MethodAttribute);
            if (given is null || given.ConstructorArguments.Length != 1 || given.ConstructorArguments[0].Value is not string name)
                continue;
            foreach (string member in new[] { Named(given, "Valid"), Named(given, "NeedsIn") }.OfType<string>())
            {
                if (type.GetMembers(member).IsEmpty)
                    faults.Add(SourceFault.At(method.Locations[0], RpcRules.NoMember, member));
            }

            handlers.Add(Read(method, name, given));
        }

        return new DispatchModel(
            type.ContainingNamespace.ToDisplayString(), type.Name, caller, callerType,
            new EquatableArray<HandlerModel>(handlers.ToImmutable()), new EquatableArray<SourceFault>(faults.ToImmutable()),
            SourcePlace.Of(place));
    }

    public static bool IsCompletable(INamedTypeSymbol type, ClassDeclarationSyntax syntax) =>
        syntax.Modifiers.Any(SyntaxKind.PartialKeyword) && type.ContainingType is null && !type.IsGenericType;

    private static HandlerModel Read(IMethodSymbol method, string name, AttributeData given) => new(
        name,
        method.Name,
        Text(method.ReturnType),
        new EquatableArray<ParameterModel>(method.Parameters
            .Select(parameter => new ParameterModel(
                Text(parameter.Type), parameter.Type.NullableAnnotation == NullableAnnotation.Annotated))
            .ToImmutableArray()),
        Named(given, "Needs") is string needs ? SymbolDisplay.FormatLiteral(needs, quote: true) : Named(given, "NeedsIn"),
        Named(given, "Valid"),
        SourcePlace.Of(method.Locations[0]));

    private static string? CallerOf(INamedTypeSymbol type, string name) =>
        type.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault()?.ReturnType
            is INamedTypeSymbol { TypeArguments.Length: 1 } answer
            ? Text(answer.TypeArguments[0])
            : null;

    private static string? Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as string;

    private static string Text(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
