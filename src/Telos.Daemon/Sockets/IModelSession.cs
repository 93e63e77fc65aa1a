using System.Buffers;

namespace Telos.Daemon.Sockets;

/// <summary>The Model Context Protocol with one client of agent.sock.</summary>
public interface IModelSession : IAsyncDisposable
{
    /// <summary>False: it is no message. Returns when as little is unanswered as may be when the next one is taken.</summary>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public ValueTask<bool> TakeAsync(ReadOnlySequence<byte> line, CancellationToken tooLate);
}
