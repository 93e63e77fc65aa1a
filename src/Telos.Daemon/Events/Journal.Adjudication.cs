using Telos.Core.Abi;
using Telos.Core.Adjudication;
using Telos.Linux.Processes;

namespace Telos.Daemon.Events;

/// <summary>What became of escalations.</summary>
internal sealed partial class Journal
{
    /// <param name="peer">Who sent the answer; null: the daemon itself.</param>
    public void Adjudicated(string action, Approval approval, PeerCredentials? peer)
    {
        Verdict verdict = approval.State switch
        {
            ApprovalState.Pending => Verdict.Escalate,
            ApprovalState.Approved => Verdict.Allow,
            _ => Verdict.Deny,
        };
        string said = approval.Answer.Length > 0 ? $": {approval.Answer}" : "";
        string by = approval.By.Length > 0 ? $", by {approval.By}{said}" : "";
        Write(
            action, approval.AgentId, peer ?? new PeerCredentials(Environment.ProcessId, 0, 0), verdict,
            $"{approval.Id} {approval.Wish.Subject} ({approval.Wish.Reason}){by}", approval.Goal);
    }

    /// <summary>A person or a model was to be asked, and was not reached.</summary>
    public void Unreached(string whom, Approval approval, string cause) =>
        Write(
            "unreached", approval.AgentId, new PeerCredentials(Environment.ProcessId, 0, 0), Verdict.Escalate,
            $"{approval.Id} {approval.Wish.Subject}: {whom}: {cause}", approval.Goal);
}
