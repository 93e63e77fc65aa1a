using Telos.Core.Abi;

namespace Telos.Daemon.Mirage;

/// <summary>How the gates know decoys.</summary>
internal static class DecoyLabels
{
    /// <summary>A directory of decoys that whoever reads whole trees may pass.</summary>
    public static Label Baited { get; } = new() { Flags = KernelAbi.TELOS_LABEL_BAITED };

    /// <summary>Of a file that may be written and removed like those around it, but not read.</summary>
    public static Label Of(bool writable, bool walkable)
    {
        const uint ExecuteAndConnect = KernelAbi.TELOS_ACCESS_EXECUTE | KernelAbi.TELOS_ACCESS_CONNECT;
        uint flags = KernelAbi.TELOS_LABEL_DECOY | (walkable ? KernelAbi.TELOS_LABEL_WALKABLE : 0);
        return new Label
        {
            Level = Taint.Critical,
            Gated = writable ? ExecuteAndConnect : KernelAbi.TELOS_ACCESS_UNLABELLED,
            Flags = flags | (writable ? KernelAbi.TELOS_LABEL_WRITE_AREA : 0),
        };
    }
}
