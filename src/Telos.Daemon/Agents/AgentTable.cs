using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Telos.Linux.Cgroups;
using Telos.Linux.Processes;

namespace Telos.Daemon.Agents;

/// <summary>
/// The agents, and their entries in the kernel's maps. One lock: enrolments and declarations are rare beside what
/// the gates decide on their own.
/// </summary>
internal sealed partial class AgentTable : IDisposable
{
    private readonly Lock _lock = new();
    private readonly GateMaps _maps;
    private readonly AgentCgroups _cgroups;
    private readonly AgentCells _cells;
    private readonly AgentGrants _grants;
    private readonly FileIdentities _identities;
    private readonly GateDemand _gates;
    private readonly LiveCeiling _ceiling;
    private readonly LabelKeeper _labels;
    private readonly AgentStore _store;
    private readonly KeptBindings _bindings;
    private readonly AgentNumbers _numbers;
    private readonly AgentMembers _members;
    private readonly CgroupWatch _watch;
    private readonly Action<AgentEntry> _onEnded;
    private readonly IAgentNames? _names;
    private readonly Dictionary<uint, AgentEntry> _agents = [];
    private readonly EndedAgents _ended = new();
    private bool _closed;

    /// <param name="client">The telos binary: every agent may start it, to declare what it is about to do.</param>
    /// <param name="ended">Called on the watch's thread when an agent's last process is gone.</param>
    public AgentTable(
        GateMaps maps, GateDemand gates, FileIdentities identities, LiveCeiling ceiling, LabelKeeper labels, AgentStore store,
        CgroupDirectory parent, OpenFile client, IAgentNames? names, Action<AgentEntry> ended)
    {
        _maps = maps;
        _gates = gates;
        _identities = identities;
        _ceiling = ceiling;
        _labels = labels;
        _cells = new AgentCells(_maps);
        Proof = new GrantProof(identities, ceiling);
        _grants = new AgentGrants(
            _maps, client, Proof.Require, (destinations, untilNs) => Granting?.Invoke(destinations, untilNs));
        _cgroups = new AgentCgroups(_maps);
        _store = store;
        _bindings = new KeptBindings(identities);
        _members = new AgentMembers(_maps, parent);
        _onEnded = ended;
        _names = names;
        _numbers = new AgentNumbers(_maps, store);
        _watch = new CgroupWatch(OnEmptied);
    }

    /// <summary>After an enrolment or a declaration.</summary>
    public event Action<AgentEntry>? PolicyChanged;

    /// <summary>Before a policy's destinations are in force, and until when they will be.</summary>
    public event Action<IReadOnlyList<NetKey>, ulong>? Granting;

    public GrantProof Proof { get; }

    public IReadOnlyList<AgentEntry> All()
    {
        lock (_lock)
        {
            return [.. _agents.Values];
        }
    }

    public AgentEntry? Find(uint id)
    {
        lock (_lock)
        {
            return _agents.GetValueOrDefault(id);
        }
    }

    /// <summary>Also an agent that ended a short while ago.</summary>
    public AgentEntry? FindRecent(uint id)
    {
        lock (_lock)
        {
            return _agents.GetValueOrDefault(id) ?? _ended.Find(id);
        }
    }

    /// <exception cref="DaemonException">It ended, so that nothing can be said of it.</exception>
    public uint? AgentOf(PidFd process) => _members.AgentOf(process);

    public AgentState StateOf(uint id) => _cells.StateOf(id);

    /// <summary>
    /// Makes this process the first of a new agent. Its storage is written before it enters the agents' cgroup, so
    /// that the gates never meet a member that they do not know.
    /// </summary>
    /// <exception cref="DaemonException">What is missing, in one line. Nothing stays behind.</exception>
    public (AgentEntry Agent, List<string> Missing) Enrol(
        PidFd process, uint uid, string? command, CompiledPolicy? policy, Mode mode, AgentLaunch? launched = null)
    {
        AgentLaunch launch = launched ?? AgentLaunch.Plain;
        BoundPolicy? bound = policy is null ? null : Bind(policy, uid, command, launch);
        lock (_lock)
        {
            RequireOpen();
            if (policy is not null)
            {
                AgentQuota.Require(_ceiling.Current.Agents, uid, [.. _agents.Values.Select(agent => agent.Uid)]);
                RequireWithin(launch.Parent, policy);
            }

            DescriptorScan scan = new(_maps, _identities, _ceiling.Current.Labels, _cells, RootOf(launch.Parent));
            if (policy is not null)
            {
                scan.Run(process.Pid);
            }

            AgentEntry? agent = null;
            bool enrolled = false;
            try
            {
                _gates.Raise(flow: scan.Taint > Taint.Clean || scan.Cell != 0 || MayBeTainted(policy));
                uint id = _numbers.Next();
                agent = NewEntry(id, uid, command, mode, launch, process);
                CgroupDirectory cgroup = agent.Cgroup;
                agent.DnsPort = _names?.Open(agent) ?? 0;
                _cells.Add(id, scan.Taint, scan.Cell);
                WriteEnvironment(agent, process, launch.Environment);
                Lend(agent, launch.Container, bound?.Missing);
                Admit(agent, policy, bound, launch.Parent?.ExpiresNs ?? ulong.MaxValue);
                scan.Share(id);
                _cells.Added();
                Enter(agent, process);
                _agents.Add(id, agent);
                enrolled = true;
                _watch.Add(cgroup);
                _names?.SetPolicy(agent);
                PolicyChanged?.Invoke(agent);
                return (agent, bound?.Missing ?? []);
            }
            finally
            {
                if (!enrolled)
                {
                    Abandon(agent);
                }
            }
        }
    }

    /// <summary>Puts another policy in force by one map update. On failure the one in force stays.</summary>
    /// <exception cref="DaemonException">It names more hosts than it may tell, or cannot be put in force.</exception>
    public List<string> Declare(AgentEntry agent, CompiledPolicy policy) => Declare(agent, policy, _ => true, ulong.MaxValue);

    /// <summary>The same for a policy with more granted, unless the agent has declared another one meanwhile.</summary>
    /// <param name="replaced">The very policy that is to be in force until then.</param>
    /// <param name="untilNs">When it ends at the latest.</param>
    /// <exception cref="DaemonException">It is superseded, too much is told in names, or it cannot be put in force.</exception>
    public List<string> Amend(AgentEntry agent, CompiledPolicy policy, CompiledPolicy? replaced, ulong untilNs) =>
        Declare(agent, policy, current => ReferenceEquals(current, replaced), untilNs);

    private List<string> Declare(
        AgentEntry agent, CompiledPolicy policy, Predicate<CompiledPolicy?> mayReplace, ulong untilNs)
    {
        ChargeFor(agent, policy);
        BoundPolicy bound = _bindings.Bind(policy, agent.Uid, agent.Workspace, _ceiling.Current);
        lock (_lock)
        {
            RequireOpen();
            if (!_agents.ContainsKey(agent.Id))
            {
                throw new DaemonException($"agent {agent.Id} ended meanwhile");
            }

            if (!mayReplace(agent.Policy))
            {
                throw new DaemonException($"agent {agent.Id} declared another intent meanwhile");
            }

            AgentEntry? parent = ParentOf(agent);
            untilNs = Math.Min(untilNs, parent?.ExpiresNs ?? ulong.MaxValue);
            if (agent.ParentId != 0 && policy.HasGrants)
            {
                RequireWithin(agent, parent, policy);
            }

            // Taint and policy may have changed since the words were judged.
            if (NarrowRule.Objection(TaintOf(agent.Id), agent.LivePolicy, policy) is string objection)
            {
                throw new DaemonException(objection);
            }

            _gates.Raise(flow: MayBeTainted(policy));
            _grants.Replace(agent, policy, bound,
                TaintOf(agent.Id) == Taint.Clean ? untilNs : Math.Min(untilNs, agent.ExpiresNs));
            CutBelow(agent);
            _store.Save(AgentRecord.Of(agent));
            _names?.SetPolicy(agent);
            PolicyChanged?.Invoke(agent);
            return bound.Missing;
        }
    }

    public void Dispose() => _watch.Dispose();

    private void RequireOpen()
    {
        if (_closed)
        {
            throw new DaemonException("the daemon is stopping");
        }
    }

    /// <summary>
    /// The same for the first process of a container, which waits in it to become the program: what is granted is what the
    /// container has.
    /// </summary>
    /// <param name="environment">What the program is going to have, NAME=VALUE with a zero behind each.</param>
    /// <exception cref="DaemonException">What is missing, in one line. Nothing stays behind.</exception>
    public (AgentEntry Agent, List<string> Missing) EnrolContainer(
        PidFd process, uint uid, string command, byte[] environment, CompiledPolicy policy, Mode mode)
    {
        _members.RequireOwnGroup(process);
        using ContainerRoot root = ContainerRoot.Open(_identities, process.Pid);
        return Enrol(process, uid, command, policy, mode, new AgentLaunch { Container = root, Environment = environment });
    }

    // What starts the program of an agent's agent is judged by the kernel as what that one itself starts.
    private BoundPolicy Bind(CompiledPolicy policy, uint uid, string? command, AgentLaunch launch)
    {
        ChargeFor(launch.Parent, policy);
        if (launch.Container is ContainerRoot root)
        {
            return new ContainerBinding(root, _ceiling.Current).Bind(policy, command!);
        }

        PolicyBinding binding = new(_identities, _ceiling.Current);
        BoundPolicy bound = binding.Bind(policy, uid, launch.Workspace);
        if (command is not null && launch.Parent is null)
        {
            binding.BindLaunch(command, bound);
        }

        return bound;
    }

    private void ChargeFor(AgentEntry? agent, CompiledPolicy policy)
    {
        if (agent is not null && _names?.Charge(agent, policy) is string host)
        {
            throw new DaemonException(
                $"host {host}: too much was told in names already (name_budget): declare fewer new hosts, or wait");
        }
    }

    private void Admit(AgentEntry agent, CompiledPolicy? policy, BoundPolicy? bound, ulong untilNs)
    {
        _cgroups.Add(agent.Cgroup.Id, agent.Id);
        if (policy is null || bound is null)
        {
            _grants.AdmitWithNone(agent);
            return;
        }

        _grants.Admit(agent, policy, bound, untilNs);
        _store.Save(AgentRecord.Of(agent));
    }
}
