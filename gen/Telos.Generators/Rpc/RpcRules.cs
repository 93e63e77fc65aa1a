using Microsoft.CodeAnalysis;

namespace Telos.Generators.Rpc;

/// <summary>What a dispatch or client may be refused for; AnalyzerReleases lists the same rules.</summary>
internal static class RpcRules
{
    public const string NotPartial = "TELOS201";
    public const string NoContract = "TELOS202";
    public const string Shape = "TELOS203";
    public const string ServedTwice = "TELOS204";
    public const string NotServed = "TELOS205";
    public const string NoNeeds = "TELOS206";
    public const string NoTypeInfo = "TELOS207";
    public const string NoMember = "TELOS208";

    private static readonly DiagnosticDescriptor s_notPartial = Rule(
        NotPartial, "A class that cannot be completed",
        "'{0}' must be a partial class that is not nested and not generic");

    private static readonly DiagnosticDescriptor s_noContract = Rule(
        NoContract, "A method without a contract",
        "'{0}' is no constant of Methods that has an RpcContract attribute");

    private static readonly DiagnosticDescriptor s_shape = Rule(
        Shape, "A served method of another shape",
        "'{0}' must take the peer, the dispatch's caller and the contract's params, each at most once and the params if there "
        + "are any, and return Answer of the contract's result");

    private static readonly DiagnosticDescriptor s_servedTwice = Rule(
        ServedTwice, "A method that is served twice",
        "'{0}' is served by another method already");

    private static readonly DiagnosticDescriptor s_notServed = Rule(
        NotServed, "A contract that nobody serves",
        "'{0}' has a contract, and no RpcMethod attribute names it");

    private static readonly DiagnosticDescriptor s_noNeeds = Rule(
        NoNeeds, "Params without a text for others",
        "'{0}' takes params, and must say in Needs or NeedsIn what they are");

    private static readonly DiagnosticDescriptor s_noTypeInfo = Rule(
        NoTypeInfo, "A contract that cannot be read or written",
        "'{0}' has params or a result that its JSON context lacks");

    private static readonly DiagnosticDescriptor s_noMember = Rule(
        NoMember, "An attribute that names nothing",
        "'{0}' is no suitable member of this class");

    public static DiagnosticDescriptor Of(string id) => id switch
    {
        NotPartial => s_notPartial,
        NoContract => s_noContract,
        Shape => s_shape,
        ServedTwice => s_servedTwice,
        NotServed => s_notServed,
        NoNeeds => s_noNeeds,
        NoTypeInfo => s_noTypeInfo,
        _ => s_noMember,
    };

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "Telos.Rpc", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
