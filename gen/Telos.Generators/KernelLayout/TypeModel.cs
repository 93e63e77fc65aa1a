namespace Telos.Generators.KernelLayout;

/// <summary>A C# type, and what it is called inside other names: <c>ulong</c> and <c>UInt64</c>.</summary>
internal sealed record TypeModel(string Keyword, string TypeName);
