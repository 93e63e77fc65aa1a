using Telos.Core.Mirage;
using Telos.Core.Protocol;
using Telos.Daemon.Agents;
using Telos.Daemon.Sockets;

namespace Telos.Daemon.Mirage;

/// <summary>What control.sock answers about decoys.</summary>
[RpcDispatch]
internal sealed partial class MirageMethods(AgentTable agents, LiveCeiling live, MirageKeeper mirage)
{
    private static string PlantNeeds => $"mirage_plant needs agent_id and may have kinds ({DecoyKinds.Names})";

    [RpcMethod(Methods.MirageList)]
    private Answer<DecoyListResult> List() => mirage.List();

    [RpcMethod(Methods.MiragePlant, Valid = nameof(IsSound), NeedsIn = nameof(PlantNeeds))]
    private Answer<DecoyListResult> Plant(DecoyParams given)
    {
        if (agents.Find(given.AgentId) is not AgentEntry agent)
        {
            return NoAgent(given.AgentId);
        }

        if (agent.IsContained)
        {
            return new RpcError(RpcErrorCode.InvalidParams, $"agent {agent.Id} is in a container, in which nothing is planted");
        }

        DecoyKind[] kinds = [.. (given.Kinds ?? []).Select(Kind)];
        return mirage.Plant(agent, kinds.Length > 0 ? kinds
            : live.Current.Mirage.Decoys.IsEmpty ? DecoyKinds.All
            : live.Current.Mirage.Decoys);
    }

    [RpcMethod(Methods.MirageRemove, Needs = "mirage_remove needs agent_id")]
    private Answer<DecoyListResult> Remove(AgentStateParams given) => agents.Find(given.AgentId) is AgentEntry agent
        ? mirage.Remove(agent)
        : NoAgent(given.AgentId);

    private static RpcError NoAgent(uint id) => new(RpcErrorCode.NotAnAgent, $"no agent {id} is running");

    private static DecoyKind Kind(string name) => DecoyKinds.TryParse(name, out DecoyKind kind) ? kind : default;

    private static bool IsSound(DecoyParams given) =>
        given.Kinds?.All(kind => DecoyKinds.TryParse(kind, out _)) != false;
}
