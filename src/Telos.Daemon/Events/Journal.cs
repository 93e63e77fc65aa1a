using System.Runtime.CompilerServices;
using Telos.Core.Abi;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Agents;
using Telos.Daemon.Dns;
using Telos.Daemon.Gates;
using Telos.Linux.Processes;

namespace Telos.Daemon.Events;

/// <summary>What the daemon itself did, in the same log as what the gates refused.</summary>
internal sealed partial class Journal(AuditLog log)
{
    private const string NoGate = "none";
    private const int CutNamedMax = 8;
    private const int ChangesNamedMax = 16;

    // An agent declares the same policy again and again.
    private static readonly ConditionalWeakTable<CompiledPolicy, string> s_summaries = [];

    /// <summary>Writes what the table itself finds out about agents.</summary>
    public void Follow(AgentTable agents)
    {
        agents.TakenBack += TakenBack;
        agents.Proof.Outside += OutsideCeiling;
    }

    /// <summary>Only when some gates are off: that has to be seen by whoever reads the log afterwards.</summary>
    public void Started(GateScope scope)
    {
        if (scope.Cause is string cause)
        {
            string off = string.Join(", ", scope.Off.Select(gate => gate.Gate));
            Write("degraded", 0, new PeerCredentials(Environment.ProcessId, 0, 0), Verdict.Allow,
                $"only the network is held; off: {off}; {cause}", "");
        }
    }

    /// <summary>Another index of domains is in use, or could not be used.</summary>
    public void DomainsRead(string outcome) =>
        Write("domains", 0, new PeerCredentials(Environment.ProcessId, 0, 0), Verdict.Allow, outcome, "");

    /// <summary>Another policy.yaml is in force.</summary>
    public void CeilingTaken(PeerCredentials asker, IReadOnlyList<string> changes) =>
        Write("reloaded", 0, asker, Verdict.Allow,
            changes.Count == 0 ? "policy.yaml says what was in force" : Few(changes), "");

    /// <summary>Another policy.yaml has a fault: what was in force stays.</summary>
    public void CeilingRefused(PeerCredentials asker, IReadOnlyList<string> faults) =>
        Write("reload-refused", 0, asker, Verdict.Deny, Few(faults), "");

    /// <summary>A policy whose map entries were not within the ceiling: none of them was loaded.</summary>
    public void OutsideCeiling(AgentEntry agent, string entry) =>
        Write("outside-ceiling", agent.Id, new PeerCredentials(0, agent.Uid, 0), Verdict.Deny, entry, agent.Goal);

    public void Enrolled(AgentEntry agent, PeerCredentials peer, EnrolParams enrolment) =>
        Write("enrolled", agent.Id, peer, Verdict.Allow,
            string.Join(' ', [enrolment.Command, .. enrolment.Arguments]), agent.Goal, parent: agent.ParentIdOrNull);

    /// <summary>The policy of the agent that started this one does not cover its own any more.</summary>
    public void TakenBack(AgentEntry agent) =>
        Write("taken-back", agent.Id, new PeerCredentials(0, agent.Uid, 0), Verdict.Deny,
            $"agent {agent.ParentId}, which started it, has another policy", agent.Goal);

    /// <summary>A process that ran outside is a part of the agent from now on.</summary>
    public void Joined(AgentEntry agent, PeerCredentials peer, int pid) =>
        Write("joined", agent.Id, peer, Verdict.Allow, $"process {pid}", agent.Goal);

    public void Declared(AgentEntry agent, PeerCredentials peer) =>
        Write("declared", agent.Id, peer, Verdict.Allow, Summary(agent.Policy!), agent.Goal);

    public void IntentRefused(uint agentId, PeerCredentials peer, CompiledPolicy policy) =>
        Write("intent-refused", agentId, peer, Verdict.Deny, Summary(policy), policy.Goal);

    /// <summary>A policy that could be granted, but not to this agent as it is.</summary>
    public void IntentRefused(AgentEntry agent, PeerCredentials peer, CompiledPolicy policy, string objection, Taint taint) =>
        Write("intent-refused", agent.Id, peer, Verdict.Deny, $"{Summary(policy)}; refused: {objection}", policy.Goal,
            taint: taint);

    /// <summary>A taint that no gate raised: what was reported, in the reporter's words.</summary>
    public void TaintReported(AgentEntry agent, PeerCredentials peer, Taint level, string reason) =>
        Write("taint", agent.Id, peer, Verdict.Allow, reason, agent.Goal, "reported", level);

    /// <summary>What lies there for an agent that looks for secrets.</summary>
    public void Planted(AgentEntry agent, string decoys) =>
        Write("planted", agent.Id, new PeerCredentials(0, agent.Uid, 0), Verdict.Allow, decoys, agent.Goal);

    /// <summary>The gate does not see them in a server name; the daemon does in names and words.</summary>
    public void TokensUnknown(uint agentId, uint uid, int pieces) =>
        Write("tokens-full", agentId, new PeerCredentials(0, uid, 0), Verdict.Allow,
            $"the kernel's table of tokens is full: {pieces} pieces are not looked for in server names", goal: "");

    /// <summary>What a browser found in a page; the taint is the agent's after it.</summary>
    /// <param name="rose">Whether it raised the taint.</param>
    public void PageReported(AgentEntry agent, PeerCredentials peer, Taint taint, string page, string finding, bool rose) =>
        Write(rose ? "taint" : "page", agent.Id, peer, Verdict.Allow, $"page {page}: {finding}", agent.Goal, "reported", taint);

    /// <summary>Connections that the daemon ended, a record for each reason.</summary>
    public void Cut(AgentEntry agent, Taint taint, IReadOnlyList<CutSocket> sockets)
    {
        foreach (IGrouping<Reason, CutSocket> group in sockets.GroupBy(socket => socket.Reason))
        {
            string named = string.Join(", ", group.Take(CutNamedMax).Select(socket => socket.Destination));
            string more = group.Count() > CutNamedMax ? $" and {group.Count() - CutNamedMax} more" : "";
            log.Append(new AuditRecord(
                Id: 0,
                AuditTime.Of(DateTime.UtcNow),
                "cut",
                agent.Id,
                (uint)Environment.ProcessId,
                ParentPid: 0,
                agent.Uid,
                Program: "",
                nameof(Gate.Network).ToLowerInvariant(),
                Verdict.Deny.ToString().ToUpperInvariant(),
                ReasonText.Name(group.Key),
                taint.ToString().ToUpperInvariant(),
                named + more,
                agent.Goal));
        }
    }

    /// <summary>A name that an agent asked for and was not told.</summary>
    public void NameRefused(AgentScope agent, string name, string reason) =>
        log.Append(new AuditRecord(
            Id: 0,
            AuditTime.Of(DateTime.UtcNow),
            agent.IsCanary ? "probed" : "refused",
            agent.AgentId,
            Pid: 0,
            ParentPid: 0,
            agent.Uid,
            Program: "",
            Gate: "dns",
            Verdict.Deny.ToString().ToUpperInvariant(),
            reason,
            Taint.Clean.ToString().ToUpperInvariant(),
            name,
            agent.Goal));

    /// <summary>Of Hyperion's blocks and interfaces, what was asked for by hand or by another program.</summary>
    public void Hyperion(string action, PeerCredentials peer, Verdict verdict, string subject) =>
        Write(action, 0, peer, verdict, subject, "");

    public void Ended(AgentEntry agent)
    {
        if (agent.IsCanary)
        {
            return;
        }

        Write("ended", agent.Id, new PeerCredentials(0, agent.Uid, 0), Verdict.Allow, agent.Command, agent.Goal);
    }

    private static string Few(IReadOnlyList<string> lines) => string.Join("; ", lines.Take(ChangesNamedMax))
        + (lines.Count > ChangesNamedMax ? $" and {lines.Count - ChangesNamedMax} more" : "");

    private static string Summary(CompiledPolicy policy) => s_summaries.GetValue(policy, Summarize);

    private static string Summarize(CompiledPolicy policy)
    {
        IEnumerable<string> granted = policy.Programs.Select(grant => grant.Program)
            .Concat(policy.Hosts.Select(grant => $"{grant.Host}:{grant.Port}"))
            .Concat(policy.Paths.Select(grant => grant.Path));
        IEnumerable<string> refused = policy.Refusals.Select(refusal => $"not {refusal.Subject} ({refusal.Reason})");
        return string.Join(", ", granted.Concat(refused));
    }

    private void Write(
        string action, uint agentId, PeerCredentials peer, Verdict verdict, string subject, string goal,
        string? reason = null, Taint taint = Taint.Clean, uint? parent = null) =>
        log.Append(new AuditRecord(
            Id: 0,
            AuditTime.Of(DateTime.UtcNow),
            action,
            agentId,
            (uint)peer.Pid,
            ParentPid: 0,
            peer.Uid,
            Program: "",
            NoGate,
            verdict.ToString().ToUpperInvariant(),
            reason ?? ReasonText.Name(Reason.None),
            taint.ToString().ToUpperInvariant(),
            subject,
            goal,
            parent));
}
