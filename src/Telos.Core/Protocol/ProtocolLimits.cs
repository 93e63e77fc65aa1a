namespace Telos.Core.Protocol;

/// <summary>Every bound of the line protocol on agent.sock and control.sock.</summary>
public static class ProtocolLimits
{
    /// <summary>Sent by the server as the first line of each connection; a client that knows another says so.</summary>
    public const int Version = 1;

    /// <summary>One message is one line of UTF-8 JSON; a longer one ends the connection.</summary>
    public const int LineBytesMax = 64 * 1024;

    /// <summary>
    /// Connections served at once on agent.sock, if the process may have as many descriptors; one more is closed before it is
    /// read.
    /// </summary>
    public const int ConnectionsMax = 16_384;

    /// <summary>The same on control.sock, where root alone is.</summary>
    public const int ControlConnectionsMax = 256;

    /// <summary>With fewer descriptors than these take the daemon does not start.</summary>
    public const int ConnectionsLeast = 256;

    /// <summary>Of a socket's connections, those that one user may have with all agents: nobody keeps the others out.</summary>
    public const int PerUserPercent = 75;

    /// <summary>Those of one agent. They may be silent for as long as the agent is there, and each may hold a line that has
    /// begun: 16 MiB of an agent that means ill.</summary>
    public const int ConnectionsPerAgentMax = 256;

    /// <summary>Those of an ordinary user's processes that are no agents.</summary>
    public const int ConnectionsPerStrangerMax = 64;

    /// <summary>Notifications that wait for a client to take them; what comes while that many do is lost, and counted.</summary>
    public const int EventsWaitingMax = 64;

    /// <summary>The latest refusals of an agent, which it may ask for.</summary>
    public const int DenialsKeptMax = 64;

    /// <summary>Connections of one agent that are told of its refusals: they keep others out.</summary>
    public const int FollowersMax = 4;

    /// <summary>Records of the audit log in one answer of control.sock.</summary>
    public const int LogRecordsMax = 256;

    /// <summary>A connection of no agent on which no whole message came for this long is closed.</summary>
    public const int IdleMsMax = 60_000;

    /// <summary>From a message's first byte to its end: whoever sends a byte now and then holds memory.</summary>
    public const int MessageMsMax = 10_000;

    /// <summary>An answer that was not taken for this long ends the connection: it holds memory too.</summary>
    public const int AnswerMsMax = 60_000;
}
