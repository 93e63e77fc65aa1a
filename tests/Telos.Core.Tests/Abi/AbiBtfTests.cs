using Telos.Core.Abi;
using Xunit;

namespace Telos.Core.Tests.Abi;

/// <summary>What the generator understood of common_maps.h, against what clang made of it.</summary>
public class AbiBtfTests
{
    private const string ObjectPath = "build/bpf/layout.bpf.o";

    [Fact]
    public void Structs_HaveTheLayoutInBtf()
    {
        Btf btf = ReadBtf();
        var faults = new List<string>();
        foreach (StructShape shape in AbiLayout.Structs)
        {
            if (btf.Find(BtfKind.Struct, shape.Name) is { } type)
                CompareStruct(btf, shape, type, faults);
            else
                faults.Add($"struct {shape.Name} is not in BTF: refer to it in bpf/layout.bpf.c");
        }
        faults.AddRange(OnlyInBtf(btf, BtfKind.Struct, AbiLayout.Structs.Select(shape => shape.Name)));
        AssertNone(faults);
    }

    [Fact]
    public void Enums_HaveTheConstantsInBtf()
    {
        Btf btf = ReadBtf();
        var faults = new List<string>();
        foreach (EnumShape shape in AbiLayout.Enums)
        {
            if (btf.Find(BtfKind.Enum, shape.Name) is not { } type)
            {
                faults.Add($"enum {shape.Name} is not in BTF: refer to it in bpf/layout.bpf.c");
                continue;
            }
            if (type.SizeOrType != sizeof(uint))
                faults.Add($"enum {shape.Name} has {type.SizeOrType} bytes in BTF");
            var generated = shape.Constants.Select(constant => $"{constant.Name} = {constant.Value}");
            var compiled = type.Members.Select(member => $"{member.Name} = {member.Value}");
            faults.AddRange(generated.Except(compiled).Select(line => $"{shape.Name}: BTF has no {line}"));
            faults.AddRange(compiled.Except(generated).Select(line => $"{shape.Name}: only BTF has {line}"));
        }
        faults.AddRange(OnlyInBtf(btf, BtfKind.Enum, AbiLayout.Enums.Select(shape => shape.Name)));
        AssertNone(faults);
    }

    [Fact]
    public void Maps_HaveTheDefinitionInBtf()
    {
        Btf btf = ReadBtf();
        var faults = new List<string>();
        foreach (MapDescriptor map in KernelMaps.All)
        {
            if (btf.Find(BtfKind.Variable, map.Name) is not { } variable)
            {
                faults.Add($"map {map.Name} is not in BTF");
                continue;
            }
            CompareMap(btf, map, btf.Types[(int)variable.SizeOrType], faults);
        }
        AssertNone(faults);
    }

    private static Btf ReadBtf()
    {
        string path = RepositoryFile.PathOf(ObjectPath);
        Assert.True(File.Exists(path), $"{ObjectPath} is missing: run make bpf");
        return Btf.OfObject(path);
    }

    private static void CompareStruct(Btf btf, StructShape shape, BtfType type, List<string> faults)
    {
        Compare(faults, $"struct {shape.Name}: size", (uint)shape.Size, type.SizeOrType);
        foreach (FieldShape field in shape.Fields)
        {
            string name = $"{shape.Name}.{field.Name}";
            if (type.Members.SingleOrDefault(member => member.Name == field.Name) is not { } compiled)
            {
                faults.Add($"field {name} is not in BTF");
                continue;
            }
            Compare(faults, $"field {name}: bit offset", (uint)field.Offset * 8, compiled.BitOffset);
            Compare(faults, $"field {name}: size", (uint)field.Size, btf.SizeOf(compiled.Type));
        }
        IEnumerable<string> generated = shape.Fields.Select(field => field.Name);
        IEnumerable<string> onlyInBtf = type.Members.Select(member => member.Name).Except(generated);
        faults.AddRange(onlyInBtf.Select(name => $"field {shape.Name}.{name} is only in BTF"));
    }

    private static void CompareMap(Btf btf, MapDescriptor map, BtfType definition, List<string> faults)
    {
        string name = "map " + map.Name;
        Compare(faults, name + ": type", (uint)map.Type, Setting(btf, definition, "type"));
        Compare(faults, name + ": max_entries", map.MaxEntries, Setting(btf, definition, "max_entries"));
        Compare(faults, name + ": key size", (uint)map.KeySize, SizeOf(btf, definition, "key"));
        Compare(faults, name + ": value size", (uint)map.ValueSize, SizeOf(btf, definition, "value"));
    }

    private static IEnumerable<string> OnlyInBtf(Btf btf, BtfKind kind, IEnumerable<string> generated) =>
        btf.Types
            .Where(type => type.Kind == kind && type.Name.StartsWith("telos_", StringComparison.Ordinal))
            .Select(type => type.Name)
            .Except(generated)
            .Select(name => $"{kind} {name} is only in BTF");

    // __uint(name, n) declares `int (*name)[n]`, __type(name, t) `t *name` (bpf_helpers.h).
    private static uint Setting(Btf btf, BtfType definition, string name) =>
        Target(btf, definition, name) is { } id ? btf.Types[(int)id].Array.Length : 0;

    private static uint SizeOf(Btf btf, BtfType definition, string name) =>
        Target(btf, definition, name) is { } id ? btf.SizeOf(id) : 0;

    private static uint? Target(Btf btf, BtfType definition, string name)
    {
        BtfMember? member = definition.Members.SingleOrDefault(candidate => candidate.Name == name);
        return member is null ? null : btf.Types[(int)member.Type].SizeOrType;
    }

    private static void Compare(List<string> faults, string what, uint generated, uint compiled)
    {
        if (generated != compiled)
            faults.Add($"{what} is {generated} in C#, {compiled} in BTF");
    }

    private static void AssertNone(List<string> faults)
    {
        const string Hint = "(if common_maps.h was edited since, run make bpf)";
        Assert.True(faults.Count == 0, string.Join('\n', faults.Append(Hint)));
    }
}
