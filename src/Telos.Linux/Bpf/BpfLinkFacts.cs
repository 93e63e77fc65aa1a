namespace Telos.Linux.Bpf;

/// <summary>
/// What the kernel says about a link. AttachType is BPF_LSM_MAC (27) for a gate, 0 where a link has none. InterfaceIndex is
/// 0 where a link has none, and for an XDP link whose interface is gone.
/// </summary>
public readonly record struct BpfLinkFacts(
    uint Id, BpfLinkType Type, uint ProgramId, uint AttachType, uint InterfaceIndex = 0);
