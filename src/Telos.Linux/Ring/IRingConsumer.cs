namespace Telos.Linux.Ring;

/// <summary>Takes records out of a ring. A struct, so that the call is direct.</summary>
public interface IRingConsumer
{
    /// <summary>
    /// The bytes are the ring's own and are gone when the call returns: decode or copy them here.
    /// </summary>
    public void Consume(ReadOnlySpan<byte> record);
}
