using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Telos.Core.Abi;
using Xunit;

namespace Telos.Core.Tests.Abi;

/// <summary>The generated layout against the one that the runtime gives the structs.</summary>
public class AbiLayoutTests
{
    public static TheoryData<string> StructNames => [.. AbiLayout.Structs.Select(shape => shape.Name)];

    [Fact]
    public void Verify_OnThisRuntime_FindsTheKernelsSizes() =>
        Assert.Null(Record.Exception(AbiLayout.Verify));

    [Theory]
    [MemberData(nameof(StructNames))]
    public void Struct_ReadFromBytes_FindsEachFieldAtItsOffset(string name)
    {
        StructShape shape = AbiLayout.Structs.Single(candidate => candidate.Name == name);
        Type type = TypeOf(shape);
        // No two fields hold the same bytes, so a field that was read from elsewhere shows.
        byte[] memory = new byte[shape.Size];
        new Random(Seed: 1).NextBytes(memory);
        object value = Call(nameof(Read), type, memory);

        FieldInfo[] fields = type.GetFields(BindingFlags.Public | BindingFlags.Instance);
        Assert.Equal(shape.Fields.Count, fields.Length);
        foreach ((FieldShape expected, FieldInfo field) in shape.Fields.Zip(fields))
        {
            Assert.Equal(Squeeze(expected.Name), Squeeze(field.Name));
            byte[] bytes = (byte[])Call(nameof(BytesOf), field.FieldType, field.GetValue(value)!);
            byte[] there = memory[expected.Offset..(expected.Offset + expected.Size)];
            string fault = $"{name}.{expected.Name} is not at {expected.Offset}";
            Assert.True(bytes.AsSpan().SequenceEqual(there), fault);
            Assert.Equal(expected.Offset, ConstantOf(type, "OffsetOf" + field.Name));
        }
        Assert.Equal(shape.Size, ConstantOf(type, "SizeOf"));
    }

    [Fact]
    public void Bytes_OfAnArrayField_AreAViewOfIt()
    {
        var header = new EventHeader();
        "bash"u8.CopyTo(header.Comm);
        Assert.Equal("bash\0\0\0\0\0\0\0\0\0\0\0\0"u8, header.CommBytes);
        Assert.True(Unsafe.AreSame(ref header.Comm[0], ref MemoryMarshal.GetReference(header.CommBytes)));
    }

    [Fact]
    public void Maps_CarryTheirLayouts()
    {
        Assert.Equal(new MapDescriptor<uint, Agent>("telos_agents", MapType.Array, 4096), KernelMaps.Agents);
        Assert.Equal((28, 8), (KernelMaps.NetGrants.KeySize, KernelMaps.NetGrants.ValueSize));
        Assert.Equal(new MapDescriptor("telos_events", MapType.RingBuffer, 0, 0, 4 << 20), KernelMaps.Events);
        Assert.Equal(0u, KernelMaps.Tasks.MaxEntries);
        Assert.Equal(31, KernelMaps.All.Count);
    }

    private static Type TypeOf(StructShape shape) => typeof(AbiLayout).Assembly.GetTypes().Single(type =>
        type.Namespace == "Telos.Core.Abi" && type.IsValueType && !type.IsEnum
        && "telos" + Squeeze(type.Name) == Squeeze(shape.Name));

    private static string Squeeze(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static int ConstantOf(Type type, string name) => (int)type.GetField(name)!.GetRawConstantValue()!;

    private static object Call(string method, Type type, object argument) =>
        typeof(AbiLayoutTests).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .Invoke(null, [argument])!;

    private static object Read<T>(byte[] memory)
        where T : struct => MemoryMarshal.Read<T>(memory);

    private static byte[] BytesOf<T>(T value)
        where T : struct => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}
