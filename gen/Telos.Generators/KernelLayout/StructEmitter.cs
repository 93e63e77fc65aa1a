namespace Telos.Generators.KernelLayout;

internal static class StructEmitter
{
    public static string Emit(KernelModel model)
    {
        var code = new CodeWriter(
            "System", "System.Diagnostics.CodeAnalysis", "System.Runtime.CompilerServices",
            "System.Runtime.InteropServices");
        var arrays = new List<ArrayModel>();
        foreach (StructModel declared in model.Structs)
        {
            EmitStruct(code, declared);
            foreach (StructModel.Field field in declared.Fields)
            {
                if (field.Array is { } array && !arrays.Contains(array))
                    arrays.Add(array);
            }
        }
        foreach (ArrayModel array in arrays)
            EmitArray(code, array);
        return code.ToString();
    }

    private static void EmitStruct(CodeWriter code, StructModel declared)
    {
        code.Line();
        code.Summary(declared.Comment);
        code.Line($"[StructLayout(LayoutKind.Sequential, Size = {declared.Size})]");
        code.Line($"public struct {declared.Name}");
        code.Open();
        code.Line($"public const int SizeOf = {declared.Size};");
        foreach (StructModel.Field field in declared.Fields)
            code.Line($"public const int OffsetOf{field.Name} = {field.Offset};");
        code.Line();
        foreach (StructModel.Field field in declared.Fields)
        {
            code.Summary(field.Comment);
            code.Line($"public {field.Array?.Name ?? field.Type.Keyword} {field.Name};");
        }
        foreach (StructModel.Field field in declared.Fields)
        {
            if (field.Array is { IsBytes: true })
                EmitBytes(code, field);
        }
        code.Close();
    }

    private static void EmitBytes(CodeWriter code, StructModel.Field field)
    {
        code.Line();
        code.Line("[UnscopedRef]");
        code.Line($"public readonly ReadOnlySpan<byte> {field.Name}Bytes => {field.Name};");
    }

    private static void EmitArray(CodeWriter code, ArrayModel array)
    {
        code.Line();
        code.Line($"[InlineArray({array.Length})]");
        code.Line($"public struct {array.Name}");
        code.Open();
        code.Line($"private {array.ElementKeyword} _first;");
        code.Close();
    }
}
