namespace Telos.Generators.KernelLayout;

/// <summary>A C scalar and its C# twin; a scalar's alignment is its size on every 64-bit target.</summary>
internal sealed record Scalar(string CName, string Keyword, string TypeName, int Size)
{
    private static readonly Scalar[] s_all =
    [
        new("__u8", "byte", "Byte", 1),
        new("__u16", "ushort", "UInt16", 2),
        new("__u32", "uint", "UInt32", 4),
        new("__u64", "ulong", "UInt64", 8),
        new("__s32", "int", "Int32", 4),
        new("__s64", "long", "Int64", 8),
        // Bytes of text: C# has no 8-bit char.
        new("char", "byte", "Byte", 1),
    ];

    public static Scalar? Find(string cName) => Array.Find(s_all, scalar => scalar.CName == cName);
}
