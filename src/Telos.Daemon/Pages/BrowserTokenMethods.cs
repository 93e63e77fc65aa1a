using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Agents;
using Telos.Daemon.Sockets;

namespace Telos.Daemon.Pages;

/// <summary>What control.sock answers about browsers that agents drive.</summary>
[RpcDispatch]
internal sealed partial class BrowserTokenMethods(AgentTable agents, BrowserTokens tokens)
{
    [RpcMethod(Methods.BrowserToken, Valid = nameof(IsSound), Needs = "browser_token needs agent_id and ttl_ms")]
    private Answer<BrowserTokenResult> Issue(BrowserTokenParams given) => agents.Find(given.AgentId) is AgentEntry agent
        ? new BrowserTokenResult(
            agent.Id, tokens.Issue(agent.Id, DateTimeOffset.UtcNow.AddMilliseconds(given.TtlMs)), given.TtlMs)
        : new RpcError(RpcErrorCode.NotAnAgent, $"no agent {given.AgentId} is running");

    private static bool IsSound(BrowserTokenParams given) => TtlText.IsMilliseconds(given.TtlMs);
}
