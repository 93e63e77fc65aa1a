using System.Runtime.CompilerServices;
using Telos.Core.Adjudication;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Adjudication;
using Telos.Daemon.Agents;
using Telos.Daemon.Gates;
using Telos.Linux;

namespace Telos.Daemon.Sockets;

/// <summary>What an agent is answered about a policy: what is in force, or why it is not.</summary>
internal sealed class PolicyAnswers(GateScope scope)
{
    // The same words give the same policy, which is told again and again.
    private static readonly ConditionalWeakTable<CompiledPolicy, string[]> s_lines = [];

    /// <summary>The gates that this machine does not have.</summary>
    public string[] Off => [.. scope.Off.Select(gate => gate.Gate)];

    public PolicyResult Granted(AgentEntry agent, CompiledPolicy policy, List<string> missing, Approval[] approvals) => new(
        agent.Id,
        agent.Mode.ToString().ToLowerInvariant(),
        (long)policy.Ttl.TotalMilliseconds,
        s_lines.GetValue(policy, static rendered => [.. PolicyText.Render(rendered)]),
        [.. missing],
        Off,
        Describe(approvals),
        agent.ParentIdOrNull);

    public static RpcError Refused(CompiledPolicy policy, Approval[] approvals) => new(
        RpcErrorCode.IntentRefused,
        approvals.Length == 0 ? "the intent was refused" : "the intent is not in force: somebody is asked",
        [.. PolicyText.Render(policy)],
        Describe(approvals));

    private static ApprovalRecord[]? Describe(Approval[] approvals)
    {
        ulong now = Clock.BootNs();
        return approvals.Length == 0 ? null : [.. approvals.Select(approval => ApprovalText.Describe(approval, now))];
    }
}
