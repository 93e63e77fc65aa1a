using Telos.Core.Abi;
using Telos.Core.Adjudication;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Daemon.Adjudication;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Daemon.Tests.Agents;
using Telos.Linux;
using Telos.Linux.Processes;
using Xunit;

namespace Telos.Daemon.Tests.Adjudication;

/// <summary>An agent over real maps that declares what escalates, and whoever answers it.</summary>
internal sealed class DocketHost : IDisposable
{
    public const string Goal = "list files in /tmp with ls. Then use bash";

    public static readonly PeerCredentials Root = new(1, 0, 0);

    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(10);

    private readonly AuditLog _log;
    private readonly List<PidFd> _processes = [];

    public DocketHost(Ceiling? ceiling = null)
    {
        Ceiling = ceiling ?? Ceiling.Default;
        _log = new AuditLog(Host.Temp.File("audit.jsonl"));
        Journal = new Journal(_log);
        Docket = new Docket(Host.Table, new LiveCeiling(Ceiling), Journal);
        Docket.Asking += Asked.Add;
    }

    public AgentHost Host { get; } = new();

    public Ceiling Ceiling { get; }

    public Journal Journal { get; }

    public Docket Docket { get; }

    public List<Approval> Asked { get; } = [];

    public IEnumerable<AuditRecord> Audit => AuditFile.Read(Host.Temp.File("audit.jsonl"));

    public AgentEntry Enrol(string goal = "list files in /tmp with ls")
    {
        PidFd process = Host.Spawn();
        _processes.Add(process);
        CompiledPolicy policy = PolicyCompiler.Compile(goal, s_ttl, Ceiling);
        Assert.Equal(Verdict.Allow, policy.Verdict);
        (AgentEntry agent, _) = Host.Table.Enrol(process, 1000, "/bin/sleep", policy, Mode.Enforce);
        _ = Docket.File(agent, policy, policy, Clock.BootNs());
        return agent;
    }

    /// <summary>As agent.sock does it.</summary>
    public Approval[] Declare(AgentEntry agent, string goal = Goal, TimeSpan? ttl = null)
    {
        ulong now = Clock.BootNs();
        CompiledPolicy policy = LiftedPolicy.Compile(goal, ttl ?? s_ttl, Ceiling, Docket.LiftsOf(agent.Id, goal, now));
        if (!policy.HasGrants)
        {
            return Docket.File(agent, policy, agent.Policy, now);
        }

        Host.Table.Declare(agent, policy);
        return Docket.File(agent, policy, policy, now);
    }

    public Approval? Approve(string id, bool once = false, TimeSpan? longest = null) =>
        Docket.Approve(id, new Ruling(Adjudicator.Person, "", Root, once, longest), out _);

    public Approval? Deny(string id, string reason = "") =>
        Docket.Deny(id, new Ruling(Adjudicator.Person, reason, Root), out _);

    /// <summary>Until when the agent may start the program by the policy in force; 0: not at all.</summary>
    public ulong MayRun(AgentEntry agent, string path)
    {
        FileKey key = new()
        {
            AgentId = agent.Id, Generation = agent.Generation, File = Host.Gates.Identities.Resolve(path)!.Value.File,
        };
        return Host.Gates.Maps.ExecGrants.TryGet(key, out ExecGrant grant) ? grant.ExpiresNs : 0;
    }

    public void Dispose()
    {
        _processes.ForEach(process => process.Dispose());
        Host.Dispose();
        _log.Dispose();
    }
}
