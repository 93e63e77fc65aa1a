using Telos.Core.Abi;
using Telos.Daemon.Gates;

namespace Telos.Daemon.Agents;

/// <summary>What an earlier daemon wrote is known to the maps alone.</summary>
internal static class StaleGrants
{
    /// <summary>All of the agent's grants, or all but those of one generation and the standing ones.</summary>
    public static void Delete(GateMaps maps, uint id, uint? keptGeneration)
    {
        bool IsMeant(uint agentId, uint generation) => agentId == id
            && (keptGeneration is null || (generation != keptGeneration && generation != KernelAbi.TELOS_GENERATION_STANDING));

        foreach (FileKey key in maps.ExecGrants.Keys().Where(key => IsMeant(key.AgentId, key.Generation)).ToArray())
        {
            maps.ExecGrants.Delete(key);
        }

        foreach (ScriptKey key in maps.Scripts.Keys().Where(key => IsMeant(key.AgentId, key.Generation)).ToArray())
        {
            maps.Scripts.Delete(key);
        }

        foreach (NetKey key in maps.NetGrants.Keys().Where(key => IsMeant(key.AgentId, key.Generation)).ToArray())
        {
            maps.NetGrants.Delete(key);
        }

        foreach (FileKey key in maps.FileGrants.Keys().Where(key => IsMeant(key.AgentId, key.Generation)).ToArray())
        {
            maps.FileGrants.Delete(key);
        }
    }
}
