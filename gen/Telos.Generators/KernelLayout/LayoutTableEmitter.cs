namespace Telos.Generators.KernelLayout;

internal static class LayoutTableEmitter
{
    public static string Emit(KernelModel model)
    {
        var code = new CodeWriter("System", "System.Collections.Generic", "System.Runtime.CompilerServices");
        EmitShapes(code);
        code.Line();
        code.Summary("The layout computed from the header, to be compared with the compilers'.");
        code.Line("public static class AbiLayout");
        code.Open();
        EmitStructs(code, model);
        code.Line();
        EmitEnums(code, model);
        code.Line();
        EmitVerify(code, model);
        code.Close();
        return code.ToString();
    }

    private static void EmitShapes(CodeWriter code)
    {
        code.Line();
        code.Summary("A struct of the kernel ABI, by its C names.");
        code.Line("public sealed record StructShape(");
        code.Line("    string Name, int Size, IReadOnlyList<FieldShape> Fields);");
        code.Line();
        code.Line("public sealed record FieldShape(string Name, int Offset, int Size);");
        code.Line();
        code.Summary("An enum of the kernel ABI, by its C names.");
        code.Line("public sealed record EnumShape(string Name, IReadOnlyList<ConstantShape> Constants);");
        code.Line();
        code.Line("public sealed record ConstantShape(string Name, uint Value);");
    }

    private static void EmitStructs(CodeWriter code, KernelModel model)
    {
        code.Line("public static IReadOnlyList<StructShape> Structs { get; } =");
        code.Open("[");
        foreach (StructModel declared in model.Structs)
        {
            code.Line($"new(\"{declared.CName}\", {declared.Size},");
            code.Open("[");
            foreach (StructModel.Field field in declared.Fields)
                code.Line($"new(\"{field.CName}\", {field.Offset}, {field.Size}),");
            code.Close("]),");
        }
        code.Close("];");
    }

    private static void EmitEnums(CodeWriter code, KernelModel model)
    {
        code.Line("public static IReadOnlyList<EnumShape> Enums { get; } =");
        code.Open("[");
        foreach (EnumModel declared in model.Enums)
        {
            code.Line($"new(\"{declared.CName}\",");
            code.Open("[");
            foreach (EnumModel.Constant constant in declared.Constants)
                code.Line($"new(\"{constant.CName}\", {constant.Value}),");
            code.Close("]),");
        }
        code.Close("];");
    }

    private static void EmitVerify(CodeWriter code, KernelModel model)
    {
        code.Summary("Throws, naming the struct, where the runtime's size is not the kernel's.");
        code.Line("public static void Verify()");
        code.Open();
        foreach (StructModel declared in model.Structs)
            code.Line($"Verify<{declared.Name}>(\"{declared.CName}\", {declared.Name}.SizeOf);");
        code.Close();
        code.Line();
        code.Line("private static void Verify<T>(string name, int size)");
        code.Line("    where T : unmanaged");
        code.Open();
        code.Line("int actual = Unsafe.SizeOf<T>();");
        code.Line("if (actual == size)");
        code.Line("    return;");
        code.Line("string message = $\"struct {name} has {actual} bytes here and {size} in the kernel\";");
        code.Line("throw new InvalidOperationException(message);");
        code.Close();
    }
}
