namespace Telos.Core.Protocol;

/// <summary>Every bound of the line protocol on agent.sock and control.sock.</summary>
public static class ProtocolLimits
{
    /// <summary>Sent by the server as the first line of each connection; a client that knows another says so.</summary>
    public const int Version = 1;

    /// <summary>One message is one line of UTF-8 JSON; a longer one ends the connection.</summary>
    public const int LineBytesMax = 64 * 1024;

    /// <summary>Connections served at once on one socket; one more is closed before it is read.</summary>
    public const int ConnectionsMax = 256;

    /// <summary>Of those, as many as one ordinary user may have: nobody keeps the others out.</summary>
    public const int ConnectionsPerUserMax = 64;

    /// <summary>Notifications that wait for a client to take them; what comes while that many do is lost, and counted.</summary>
    public const int EventsWaitingMax = 64;

    /// <summary>Connections of one agent that are told of its refusals: they are never idle, and keep others out.</summary>
    public const int FollowersMax = 4;

    /// <summary>A connection on which no whole message came for this long is closed.</summary>
    public const int IdleMsMax = 60_000;
}
