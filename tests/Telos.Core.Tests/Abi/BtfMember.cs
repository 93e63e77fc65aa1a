namespace Telos.Core.Tests.Abi;

/// <summary>A field with its type and offset in bits, or an enum's constant with its value.</summary>
internal sealed record BtfMember(string Name, uint Type, uint BitOffset, uint Value);
