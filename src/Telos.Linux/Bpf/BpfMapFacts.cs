namespace Telos.Linux.Bpf;

/// <summary>What the kernel says about a map. It keeps only the first 15 bytes of a name.</summary>
public readonly record struct BpfMapFacts(
    uint Id, BpfMapType Type, uint KeySize, uint ValueSize, uint EntriesMax, uint Flags, string Name)
{
    /// <exception cref="BpfMapShapeException">It is of another type, or its values have another size.</exception>
    internal void Require(string name, BpfMapType type, int valueSize)
    {
        if (Type != type || ValueSize != valueSize)
        {
            throw new BpfMapShapeException(name, $"{type} value {valueSize} B", $"{Type} value {ValueSize} B");
        }
    }
}
