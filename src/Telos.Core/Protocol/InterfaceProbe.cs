namespace Telos.Core.Protocol;

/// <summary>One interface's program, run on two packets that were never on a wire (BPF_PROG_TEST_RUN).</summary>
/// <param name="Blocked">What became of the one from an address that was blocked for it: "dropped", "passed" or why not.</param>
/// <param name="Other">What became of the one from its neighbour, which nobody blocks.</param>
/// <param name="Counted">By how much the kernel's count of dropped packets rose meanwhile: one and whatever was dropped.</param>
public sealed record InterfaceProbe(string Interface, string Mode, string Blocked, string Other, ulong Counted)
{
    public bool Holds => Blocked == "dropped" && Other == "passed" && Counted > 0;
}
