namespace Telos.Core.Tests.Abi;

/// <summary>
/// One type of a BTF section. <c>SizeOrType</c> is the size of ints, structs and enums, and the type that
/// anything else refers to.
/// </summary>
internal sealed record BtfType(BtfKind Kind, string Name, uint SizeOrType, IReadOnlyList<BtfMember> Members)
{
    /// <summary>The element's type and the length, of an array.</summary>
    public (uint Element, uint Length) Array { get; init; }
}
