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
            return new RpcError(RpcErrorCode.NotAnAgent, $"no agent {given.AgentId} is running");
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
    private Answer<DecoyListResult> Remove(AgentStateParams given) => mirage.Remove(given.AgentId);

    private static DecoyKind Kind(string name) => DecoyKinds.TryParse(name, out DecoyKind kind) ? kind : default;

    private static bool IsSound(DecoyParams given) =>
        given.Kinds?.All(kind => DecoyKinds.TryParse(kind, out _)) != false;
}
