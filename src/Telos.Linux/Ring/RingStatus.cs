namespace Telos.Linux.Ring;

/// <summary>Why the last drain stopped.</summary>
public enum RingStatus
{
    /// <summary>Everything that was there when it began has been consumed.</summary>
    Drained = 0,

    /// <summary>The next record is reserved and not yet committed.</summary>
    Busy = 1,

    /// <summary>
    /// A position that the kernel cannot have written: unaligned, or further apart than the ring is large.
    /// </summary>
    CorruptPosition = 2,

    /// <summary>A record that ends beyond what the kernel has produced.</summary>
    CorruptLength = 3,
}
