namespace Telos.Linux.Bpf;

/// <summary>The program's return value, and the mean time of one run.</summary>
public readonly record struct BpfTestResult(uint Value, uint DurationNs);
