using Telos.Linux.Sockets;

namespace Telos.Daemon.Dns;

/// <summary>Who waits for an answer: where it goes, and the query that it answers.</summary>
internal struct Waiter
{
    /// <summary>By datagram, when no stream is given.</summary>
    public DatagramPath Path;

    public int Scope;

    /// <summary>Of <see cref="System.Diagnostics.Stopwatch"/>, when the query was read.</summary>
    public long ReadAt;

    public int Next;

    /// <summary>Of the query as it is kept: header, question, and EDNS without options.</summary>
    public int QueryLength;
}
