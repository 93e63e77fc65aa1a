using Telos.Linux.Sockets;

namespace Telos.Daemon.Dns;

/// <summary>Where a query came from and its answer goes.</summary>
/// <param name="Path">Of a datagram.</param>
/// <param name="Stream">The connection, or null for a datagram.</param>
/// <param name="Scope">Which listener, and so who asks.</param>
internal readonly record struct QuerySource(DatagramPath Path, StreamClient? Stream, int Scope);
