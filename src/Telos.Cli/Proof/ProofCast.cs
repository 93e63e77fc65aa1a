using Telos.Core.Proof;
using Telos.Daemon;

namespace Telos.Cli.Proof;

/// <summary>Who attacks, and for whom it is allowed. Whoever does not answer any more is replaced by another.</summary>
internal sealed class ProofCast(ProofStage stage, HandProcess bystander) : IDisposable
{
    private const string Silence = "no answer";

    private readonly string _intent = $"list files. Then run {stage.Granted}. Then read {TelosPaths.CanaryTainting}. "
        + $"Then connect to 127.0.0.1 port {stage.GrantedTcp}. Then connect to 127.0.0.1 port {stage.GrantedUdp}/udp";

    private HandProcess? _free;
    private HandProcess? _agent;
    private HandProcess? _tainted;

    /// <summary>The attack, by an agent and by whom it is allowed.</summary>
    /// <param name="explain">What the log says of the agent's last refusal.</param>
    public ProofResult Try(Attack attack, Func<uint?, (string? Gate, string? Reason)> explain)
    {
        (uint? agent, string? seen) = attack.AfterTaint
            ? By(ref _tainted, StartTainted, attack)
            : By(ref _agent, StartAgent, attack);
        (string? gate, string? reason) = seen is null ? (null, null) : explain(agent);
        (_, string? twin) = attack.AfterTaint
            ? By(ref _agent, StartAgent, attack)
            : By(ref _free, StartFree, attack);
        return ProofResult.Judge(attack.Name, attack.Section, seen, twin, gate, reason);
    }

    public void Dispose()
    {
        _tainted?.Dispose();
        _agent?.Dispose();
        _free?.Dispose();
    }

    private (uint? Agent, string? Seen) By(ref HandProcess? hand, Func<HandProcess> start, Attack attack)
    {
        hand ??= start();
        uint? agent = hand.AgentId;
        if (attack.Before is not null)
        {
            bystander.Do(attack.Before);
        }

        if (attack.Meanwhile is not null)
        {
            bystander.Begin(attack.Meanwhile);
        }

        string? answer = hand.Do(attack.Name);
        if (attack.Meanwhile is not null)
        {
            bystander.Finish();
        }

        if (answer is null)
        {
            hand.Dispose();
            hand = null;
        }

        return (agent, answer == ProofSteps.Done ? null : answer ?? Silence);
    }

    private HandProcess StartFree()
    {
        HandProcess hand = HandProcess.Start();
        hand.Enter(stage);
        return hand;
    }

    private HandProcess StartAgent()
    {
        HandProcess hand = HandProcess.StartAgent(_intent);
        hand.Enter(stage);
        hand.Do(ProofSteps.Connect);
        return hand;
    }

    private HandProcess StartTainted()
    {
        HandProcess hand = StartAgent();
        hand.Do(ProofSteps.Taint);
        return hand;
    }
}
