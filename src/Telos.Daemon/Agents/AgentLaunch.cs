namespace Telos.Daemon.Agents;

/// <summary>What <c>telos run</c> was told of an agent, and stays so for each intent that is declared later.</summary>
/// <param name="Workspace">Where the work is; null: nowhere.</param>
/// <param name="Profile">The profile that bounds it beside policy.yaml.</param>
/// <param name="Parent">The agent whose process started it; null: a person did.</param>
internal sealed record AgentLaunch(string? Workspace = null, string? Profile = null, AgentEntry? Parent = null)
{
    public static AgentLaunch Plain { get; } = new();

    /// <summary>Where its first process waits to become the program; null: on the machine itself.</summary>
    public ContainerRoot? Container { get; init; }

    /// <summary>What the program is going to have, NAME=VALUE with a zero behind each; null: what the process has now.</summary>
    public byte[]? Environment { get; init; }
}
