using Telos.Core.Abi;

namespace Telos.Core.Policy;

/// <summary>What the gates that live by policies do while the daemon does not: each by itself.</summary>
/// <param name="Exec">Closed: nothing starts but the program that runs already.</param>
/// <param name="Network">Closed: no address is reached, nor one that was reached before.</param>
/// <param name="File">Closed: nothing that takes a grant is opened.</param>
public readonly record struct FailModes(FailMode Exec, FailMode Network, FailMode File)
{
    private const int ModeBits = (int)KernelAbi.TELOS_FAIL_MODE_BITS;

    /// <summary>No network and no new program; what is granted of files is held by labels, which need no daemon.</summary>
    public static FailModes Default { get; } = new(FailMode.Closed, FailMode.Closed, FailMode.Hold);

    /// <summary>As telos_agent.fail_modes has them.</summary>
    public ushort Bits => (ushort)(Shift(Exec, Gate.Exec) | Shift(Network, Gate.Network) | Shift(File, Gate.File));

    /// <summary>Of each gate the mode that lets less happen.</summary>
    public FailModes Narrowed(FailModes other) =>
        new(Narrower(Exec, other.Exec), Narrower(Network, other.Network), Narrower(File, other.File));

    public static FailModes Of(ushort bits) => new(At(bits, Gate.Exec), At(bits, Gate.Network), At(bits, Gate.File));

    private static FailMode Narrower(FailMode one, FailMode other) => one < other ? one : other;

    private static int Shift(FailMode mode, Gate gate) => (int)mode << ((int)gate * ModeBits);

    private static FailMode At(ushort bits, Gate gate) =>
        (FailMode)((bits >> ((int)gate * ModeBits)) & ((1 << ModeBits) - 1));
}
