namespace Telos.Core.Audit;

/// <summary>
/// One line of the audit log. Action: refused, audited (would have been refused), taint, probed (refused to the canary of
/// telos status), enrolled, declared, taken-back (its parent's policy covers it no more), intent-refused, ended, cut
/// (open connections, by the daemon), degraded (some gates are off), dropped (what came in from a blocked address,
/// whoever it was for; a record a second of each address at most), blocked, block-refused, unblocked, attached, detached
/// (Hyperion, by hand or over HTTP), escalated, approved, approval-denied, approval-expired, unreached (whoever was to
/// decide it), reloaded, reload-refused (policy.yaml), outside-ceiling (a policy that was not loaded). Subject is what it
/// was about, in words: a path, an address with port and protocol. Time is UTC, ISO 8601. Parent: of what is enrolled,
/// the agent that started it, if one did. Lineage: by what the process was started, and that, three steps at most, as the
/// kernel saw them then: "bash[77] &lt; python3[70]". Call: of what the file gates judged, the system call that it happened
/// in: "openat"; a descriptor arrives by "recvmsg" or "pidfd_getfd".
/// </summary>
public sealed record AuditRecord(
    long Id, string Time, string Action, uint Agent, uint Pid, uint ParentPid, uint Uid, string Program,
    string Gate, string Verdict, string Reason, string Taint, string Subject, string? Goal = null,
    uint? Parent = null, string? Lineage = null, string? Call = null);
