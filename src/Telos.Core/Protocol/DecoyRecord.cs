namespace Telos.Core.Protocol;

/// <param name="Kind">aws, ssh, env, ...</param>
/// <param name="Walkable">A program that reads whole trees may come upon it.</param>
public sealed record DecoyRecord(uint AgentId, string Kind, string Path, bool Walkable);
