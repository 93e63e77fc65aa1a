namespace Telos.Daemon.Dns;

internal enum InboxKind : byte
{
    /// <summary>Of a stream client.</summary>
    Query = 1,

    /// <summary>An upstream server's, by stream.</summary>
    Answer = 2,

    /// <summary>There will be no answer from the server that was asked by stream.</summary>
    Failure = 3,
}
