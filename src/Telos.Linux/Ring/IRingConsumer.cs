namespace Telos.Linux.Ring;

/// <summary>Takes records out of a ring. A struct, so that the call is direct.</summary>
public interface IRingConsumer
{
    /// <summary>
    /// The bytes are the ring's own and are gone when the call returns: decode or copy them here.
    /// </summary>
    public void Consume(ReadOnlySpan<byte> record);

    /// <summary>
    /// Called before the room of what was consumed is given back to the kernel, which then forgets it: what is only gathered
    /// until now is to be put where it stays, or ends with the process.
    /// </summary>
    public void Settle();
}
