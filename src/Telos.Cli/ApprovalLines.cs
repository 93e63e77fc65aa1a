using Telos.Core.Policy;
using Telos.Core.Protocol;

namespace Telos.Cli;

/// <summary>Approvals as people read them.</summary>
internal static class ApprovalLines
{
    private const string Pending = "pending";
    private const string Approved = "approved";

    public static bool IsPending(ApprovalRecord approval) => approval.State == Pending;

    /// <summary>For whoever decides.</summary>
    public static IEnumerable<string> ForPerson(ApprovalRecord approval)
    {
        string left = approval.LeftMs > 0 ? $" for {Time(approval.LeftMs)}" : "";
        string by = approval.By is string name ? $" by {name}" : "";
        string agent = $"agent {approval.AgentId} (uid {approval.Uid})";
        yield return $"{approval.Id}  {approval.State}{by}{left}  {agent}: {approval.Subject}";
        yield return $"  why:      {approval.Reason}";
        yield return $"  intent:   {approval.Goal}";
        yield return $"  grants:   {string.Join(", ", approval.Grants)}";
        if (approval.Answer is string answer)
        {
            yield return $"  answer:   {answer}";
        }
    }

    /// <summary>For the agent that asked.</summary>
    public static string ForAgent(ApprovalRecord approval)
    {
        string grants = string.Join(", ", approval.Grants);
        string answer = approval.Answer is string text ? $": {text}" : "";
        string left = Time(approval.LeftMs);
        return $"  {approval.State,-10}  {approval.Id}: {approval.Subject}" + approval.State switch
        {
            Pending => $" is asked about for {left}; it would grant: {grants}",
            Approved => $" for {left} (by {approval.By}{answer})",
            _ => $" (by {approval.By}{answer})",
        };
    }

    public static string Time(long milliseconds) => TtlText.Format(TimeSpan.FromMilliseconds(milliseconds));
}
