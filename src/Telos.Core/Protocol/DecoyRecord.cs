namespace Telos.Core.Protocol;

/// <param name="Kind">aws, ssh, env, ...</param>
/// <param name="Walkable">A program that reads whole trees may come upon it.</param>
/// <param name="InPlace">It lies over the protected file of this name, for this agent.</param>
public sealed record DecoyRecord(uint AgentId, string Kind, string Path, bool Walkable, bool InPlace = false);
