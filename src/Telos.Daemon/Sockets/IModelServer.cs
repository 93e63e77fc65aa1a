namespace Telos.Daemon.Sockets;

/// <summary>
/// The Model Context Protocol, which agent.sock speaks with a client that begins with it. Who asks, a line's length, the time
/// for it and the number of connections are settled before.
/// </summary>
public interface IModelServer
{
    /// <param name="answer">A line of our own protocol, answered for the client. Both without their ends.</param>
    /// <param name="send">A line for the client, without its end.</param>
    public IModelSession Open(
        Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> answer, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send);
}
