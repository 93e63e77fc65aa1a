namespace Telos.Generators.KernelLayout;

internal static class MapEmitter
{
    public static string Emit(KernelModel model)
    {
        var code = new CodeWriter("System.Collections.Generic", "System.Runtime.CompilerServices");
        EmitTypes(code);
        EmitDescriptors(code);
        code.Line();
        code.Summary("The maps that the BPF programs and the daemon share.");
        code.Line("public static class KernelMaps");
        code.Open();
        foreach (MapModel map in model.Maps)
        {
            EmitMap(code, map);
            code.Line();
        }
        code.Line("public static IReadOnlyList<MapDescriptor> All { get; } =");
        code.Open("[");
        foreach (MapModel map in model.Maps)
            code.Line(map.Name + ",");
        code.Close("];");
        code.Close();
        return code.ToString();
    }

    private static void EmitTypes(CodeWriter code)
    {
        code.Line();
        code.Summary("Values of enum bpf_map_type in include/uapi/linux/bpf.h.");
        code.Line("public enum MapType : uint");
        code.Open();
        foreach (MapType type in MapType.All)
            code.Line($"{type.Name} = {type.Value},");
        code.Close();
    }

    private static void EmitDescriptors(CodeWriter code)
    {
        code.Line();
        code.Summary("A map; the sizes of a ring buffer and the entries of local storage are 0.");
        code.Line("public record MapDescriptor(");
        code.Line("    string Name, MapType Type, int KeySize, int ValueSize, uint MaxEntries);");
        code.Line();
        code.Summary("A map whose key and value have these layouts.");
        code.Line("public sealed record MapDescriptor<TKey, TValue>(");
        code.Line("    string Name, MapType Type, uint MaxEntries)");
        code.Line("    : MapDescriptor(");
        code.Line("        Name, Type, Unsafe.SizeOf<TKey>(), Unsafe.SizeOf<TValue>(), MaxEntries)");
        code.Line("    where TKey : unmanaged");
        code.Line("    where TValue : unmanaged;");
    }

    private static void EmitMap(CodeWriter code, MapModel map)
    {
        string types = map is { Key: { } key, Value: { } value } ? $"<{key.Keyword}, {value.Keyword}>" : "";
        string sizes = types.Length > 0 ? "" : " 0, 0,";
        code.Summary(map.Comment);
        code.Line($"public static MapDescriptor{types} {map.Name} {{ get; }} =");
        code.Line($"    new(\"{map.CName}\", MapType.{map.Type},{sizes} {map.MaxEntries});");
    }
}
