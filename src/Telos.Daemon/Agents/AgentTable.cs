using System.Globalization;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Cgroups;
using Telos.Linux.Processes;

namespace Telos.Daemon.Agents;

/// <summary>
/// The agents, and their entries in the kernel's maps. One lock: enrolments and declarations are rare beside what
/// the gates decide on their own.
/// </summary>
internal sealed class AgentTable : IDisposable
{
    private const string CgroupPrefix = "agent-";

    /// <summary>Events of an agent may be read when it is gone already.</summary>
    private const int EndedKept = 256;

    private readonly Lock _lock = new();
    private readonly GateMaps _maps;
    private readonly PolicyBinding _binding;
    private readonly AgentCgroups _cgroups;
    private readonly AgentCells _cells;
    private readonly AgentGrants _grants;
    private readonly FileIdentities _identities;
    private readonly GateDemand _gates;
    private readonly Ceiling _ceiling;
    private readonly AgentStore _store;
    private readonly CgroupDirectory _parent;
    private readonly CgroupWatch _watch;
    private readonly Action<AgentEntry> _onEnded;
    private readonly Dictionary<uint, AgentEntry> _agents = [];
    private readonly Queue<AgentEntry> _ended = new(EndedKept);
    private uint _lastId;
    private bool _closed;

    /// <param name="client">The telos binary: every agent may start it, to declare what it is about to do.</param>
    /// <param name="ended">Called on the watch's thread when an agent's last process is gone.</param>
    public AgentTable(
        GateMaps maps, GateDemand gates, FileIdentities identities, Ceiling ceiling, AgentStore store,
        CgroupDirectory parent, OpenFile client, Action<AgentEntry> ended)
    {
        _maps = maps;
        _gates = gates;
        _identities = identities;
        _ceiling = ceiling;
        _cells = new AgentCells(_maps);
        _grants = new AgentGrants(_maps, client);
        _binding = new PolicyBinding(identities, ceiling);
        _cgroups = new AgentCgroups(_maps);
        _store = store;
        _parent = parent;
        _onEnded = ended;
        _lastId = store.LoadCounter();
        _watch = new CgroupWatch(OnEmptied);
    }

    /// <summary>After an enrolment or a declaration.</summary>
    public event Action<AgentEntry>? PolicyChanged;

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
            return _agents.GetValueOrDefault(id) ?? _ended.LastOrDefault(agent => agent.Id == id);
        }
    }

    /// <summary>
    /// The agent that this process belongs to, by the kernel's own record of it. Without BPF LSM children have no task
    /// storage, and the cgroup says whose they are, as it does for the programs on it.
    /// </summary>
    /// <exception cref="DaemonException">It ended, so that nothing can be said of it.</exception>
    public uint? AgentOf(PidFd process)
    {
        if (_maps.Tasks.TryGet(process, out TaskState state))
        {
            return state.AgentId;
        }

        bool known = CgroupDirectory.TryPathOf(process.Pid, out string path);
        return known && !process.HasExited ? IdOf(path) : throw new DaemonException("the calling process is gone");
    }

    public AgentState StateOf(uint id) => _cells.StateOf(id);

    /// <summary>With that of the agents that share memory with it.</summary>
    public Taint TaintOf(uint id) => _cells.TaintOf(id);

    /// <summary>
    /// Makes this process the first of a new agent. Its storage is written before it enters the agents' cgroup, so
    /// that the gates never meet a member that they do not know.
    /// </summary>
    /// <exception cref="DaemonException">What is missing, in one line. Nothing stays behind.</exception>
    public (AgentEntry Agent, List<string> Missing) Enrol(
        PidFd process, uint uid, string? command, CompiledPolicy? policy, Mode mode, string? workspace = null)
    {
        BoundPolicy? bound = policy is null ? null : _binding.Bind(policy, uid, workspace);
        if (bound is not null && command is not null)
        {
            _binding.BindLaunch(command, bound);
        }

        lock (_lock)
        {
            RequireOpen();
            DescriptorScan scan = new(_maps, _identities, _ceiling.Labels);
            if (policy is not null)
            {
                scan.Run(process.Pid);
            }

            AgentEntry? agent = null;
            bool enrolled = false;
            try
            {
                _gates.Raise(flow: scan.Taint > Taint.Clean || scan.Cell != 0 || MayBeTainted(policy));
                uint id = NextId();
                _store.SaveCounter(id);
                CgroupDirectory cgroup = CgroupDirectory.Create($"{_parent.Path}/{CgroupPrefix}{id}");
                agent = new AgentEntry(id, uid, command ?? "", cgroup) { Mode = mode, Workspace = workspace };
                _cells.Add(id, scan.Taint, scan.Cell);
                LaunchEnvironment.Write(_maps, id, process.Pid);
                Admit(agent, policy, bound);
                scan.Share(id);
                Join(agent, process);
                _agents.Add(id, agent);
                enrolled = true;
                _watch.Add(cgroup);
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
    public List<string> Declare(AgentEntry agent, CompiledPolicy policy)
    {
        BoundPolicy bound = _binding.Bind(policy, agent.Uid, agent.Workspace);
        lock (_lock)
        {
            RequireOpen();
            if (!_agents.ContainsKey(agent.Id))
            {
                throw new DaemonException($"agent {agent.Id} ended meanwhile");
            }

            _gates.Raise(flow: MayBeTainted(policy));

            _grants.Replace(agent, policy, bound);
            _store.Save(AgentRecord.Of(agent));
            PolicyChanged?.Invoke(agent);
            return bound.Missing;
        }
    }

    /// <summary>Takes up the agents that outlived the last daemon; their entries are in force as they were.</summary>
    public void Restore()
    {
        lock (_lock)
        {
            _cgroups.Restore();
            foreach (string directory in Directory.EnumerateDirectories(_parent.Path, CgroupPrefix + "*"))
            {
                if (IdOf(directory) is uint id)
                {
                    RestoreOne(id, CgroupDirectory.Open(directory));
                }
            }

            if (NeedsFlow())
            {
                _gates.Raise(flow: true);
            }

            SettleGates();
        }
    }

    /// <summary>
    /// Nobody is enrolled and nothing is declared from now on. While agents run and are not to be killed the table
    /// stays open.
    /// </summary>
    /// <returns>How many agents run.</returns>
    public int Close(bool killAgents)
    {
        lock (_lock)
        {
            _closed |= killAgents || _agents.Count == 0;
            return _agents.Count;
        }
    }

    public int KillAll()
    {
        IReadOnlyList<AgentEntry> agents = All();
        foreach (AgentEntry agent in agents)
        {
            try
            {
                agent.Cgroup.Kill();
            }
            catch (LinuxException error) when (error.Error is Errno.ENOENT or Errno.ENODEV)
            {
                // Its last process ended meanwhile, and the watch has deleted the cgroup.
            }
        }

        return agents.Count;
    }

    public void Dispose() => _watch.Dispose();

    // Of an agent's cgroup, or of one below it.
    private uint? IdOf(string cgroup)
    {
        string prefix = $"{_parent.Path}/{CgroupPrefix}";
        return cgroup.StartsWith(prefix, StringComparison.Ordinal)
            && uint.TryParse(
                cgroup[prefix.Length..].Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
            ? id
            : null;
    }

    private void RequireOpen()
    {
        if (_closed)
        {
            throw new DaemonException("the daemon is stopping");
        }
    }

    // Numbers count up for good. One whose slot still serves another agent, or its cell, is left out.
    private uint NextId()
    {
        for (int i = 0; i < KernelAbi.TELOS_AGENTS_MAX; i++)
        {
            uint id = ++_lastId;
            if (id != 0 && _maps.Agents.IsFree(id) && _maps.AgentStates.IsFree(id))
            {
                return id;
            }
        }

        throw new DaemonException($"there are {KernelAbi.TELOS_AGENTS_MAX} agents already: end one first");
    }

    private void Admit(AgentEntry agent, CompiledPolicy? policy, BoundPolicy? bound)
    {
        _cgroups.Add(agent.Cgroup.Id, agent.Id);
        if (policy is null || bound is null)
        {
            _grants.AdmitWithNone(agent);
            return;
        }

        _grants.Admit(agent, policy, bound);
        _store.Save(AgentRecord.Of(agent));
    }

    // The canary has no policy, and reads what taints. What a word leads to is for the file itself to say.
    private bool MayBeTainted(CompiledPolicy? policy) => policy is null
        || policy.Paths.Any(grant => (grant.Access & PathAccess.Read) != 0)
        || _cells.HasTaintedObjects();

    private void SettleGates() => _gates.Settle(
        agents: _agents.Count > 0,
        flow: NeedsFlow());

    private bool NeedsFlow() =>
        _agents.Values.Any(agent => TaintOf(agent.Id) > Taint.Clean || MayBeTainted(agent.Policy));

    private void Join(AgentEntry agent, PidFd process)
    {
        TaskState state = new() { AgentId = agent.Id, Flags = KernelAbi.TELOS_TASK_LAUNCHING };
        Errno error = _maps.Tasks.TrySet(process, state, UpdateMode.NoExist);
        if (error == Errno.EEXIST)
        {
            throw new DaemonException("the process belongs to an agent already: it can telos declare, not telos run");
        }

        error = error != Errno.None ? error : process.TryForbidCoreFiles();
        error = error != Errno.None ? error : agent.Cgroup.TryAdd(process.Pid);
        if (error == Errno.None && process.HasExited)
        {
            error = Errno.ESRCH;
        }

        if (error != Errno.None)
        {
            _maps.Tasks.Delete(process);
            throw new DaemonException(error == Errno.ESRCH
                ? "the process ended before it was enrolled"
                : $"the kernel did not take the process as an agent: {error}");
        }
    }

    private void RestoreOne(uint id, CgroupDirectory cgroup)
    {
        _lastId = Math.Max(_lastId, id);
        AgentRecord? record = _store.Load(id);
        AgentEntry agent = new(id, record?.Uid ?? 0, record?.Command ?? "", cgroup)
        {
            Adopted = true,
            Workspace = record?.Workspace,
        };
        if (record is not null)
        {
            agent.Policy = record.ToPolicy();
        }

        // The last daemon may have ended between the map and the record. What is in force decides: grants of a
        // generation that is used twice would add up.
        if (_maps.Agents.TryGet(id, out Agent entry))
        {
            agent.Mode = entry.Mode;
            agent.Generation = entry.Generation;
            agent.ExpiresNs = entry.ExpiresNs;
        }

        _agents[id] = agent;
        if (_watch.TryAdd(cgroup) != Errno.None)
        {
            Forget(agent);
        }
    }

    private void OnEmptied(CgroupDirectory cgroup)
    {
        AgentEntry? agent = null;
        lock (_lock)
        {
            foreach (AgentEntry candidate in _agents.Values)
            {
                if (candidate.Cgroup.Id == cgroup.Id)
                {
                    agent = candidate;
                }
            }

            if (agent is not null)
            {
                Forget(agent);
                if (_ended.Count == EndedKept)
                {
                    _ended.Dequeue();
                }

                _ended.Enqueue(agent);
            }
        }

        if (agent is not null)
        {
            _onEnded(agent);
        }
    }

    // Of an enrolment that failed, however far it came. The gates may have been attached for it.
    private void Abandon(AgentEntry? agent)
    {
        if (agent is null)
        {
            SettleGates();
        }
        else
        {
            Forget(agent);
        }
    }

    private void Forget(AgentEntry agent)
    {
        _agents.Remove(agent.Id);
        _cgroups.Remove(agent.Cgroup.Id, agent.Id, TaintOf(agent.Id) >= InstalledGates.SlamLevel);
        _grants.Delete(agent);
        LaunchEnvironment.Delete(_maps, agent.Id);
        _cells.Remove(agent.Id, [.. _agents.Keys]);
        _store.Delete(agent.Id);
        _ = agent.Cgroup.TryDelete();
        SettleGates();
    }
}
