namespace Telos.Daemon.Gates;

/// <summary>When programs are attached, so that nobody pays for a question that nobody needs answered.</summary>
internal enum GateTier
{
    /// <summary>While there is an agent.</summary>
    Agents,

    /// <summary>While an agent is tainted or holds a grant that could taint it: questions a call, not a name.</summary>
    Flow,
}
