namespace Telos.Linux.Bpf;

/// <summary>
/// A map is not what the program was compiled for, for instance a pin left by another version.
/// </summary>
public sealed class BpfMapShapeException(string map, string expected, string got)
    : Exception($"map {map}: expected {expected}, got {got}")
{
    public string Map { get; } = map;

    public string Expected { get; } = expected;

    public string Got { get; } = got;
}
