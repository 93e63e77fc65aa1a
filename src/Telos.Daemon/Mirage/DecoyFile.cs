namespace Telos.Daemon.Mirage;

/// <summary>What is kept of an agent's decoys, which lie there as long as it runs, whatever becomes of the daemon.</summary>
internal sealed record DecoyFile(uint Agent, uint Uid, PlantedDecoy[] Decoys, StandIn[]? StandIns = null);
