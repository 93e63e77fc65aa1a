using System.Text.Json;
using Telos.Core.Abi;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Adjudication;
using Telos.Daemon.Agents;
using Telos.Daemon.Dns;
using Telos.Daemon.Events;
using Telos.Daemon.Gates;
using Telos.Daemon.Hyperion;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Daemon.Sockets;

/// <summary>What control.sock answers. Only root can connect to it, and only root is served.</summary>
internal sealed class ControlMethods(
    InstalledGates gates, GateScope scope, AgentTable agents, LabelKeeper labels, SocketSweep sweep,
    EventPump events, AuditLog log, Journal journal, LiveCeiling ceiling, CeilingReload reload, AgentResolver? names,
    HyperionMethods hyperion, ApprovalMethods approvals, Action<bool> stop)
{
    public RpcResponse Serve(Peer peer, RpcRequest request)
    {
        if (peer.Credentials.Uid != 0)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.RootOnly, "only root may ask here");
        }

        try
        {
            using PidFd? process = peer.OpenProcess();
            if (process is null || agents.AgentOf(process) is not null)
            {
                return Rpc.Fail(request.Id, RpcErrorCode.RootOnly, "agents are not served here, root or not");
            }

            return request.Method switch
            {
                Methods.Status => Rpc.Reply(request.Id, Status(), ProtocolJson.Default.StatusResult),
                Methods.Agents => Rpc.Reply(
                    request.Id, new AgentListResult([.. agents.All().Select(Describe)]), ProtocolJson.Default.AgentListResult),
                Methods.AgentState => AgentState(request),
                Methods.EnrolProcess => EnrolProcess(peer, request),
                Methods.Policy => Policy(request),
                Methods.Log => Log(request),
                Methods.Stop => Stop(request),
                Methods.PolicyReload => Reload(peer, request),
                string method when HyperionMethods.Has(method) => hyperion.Serve(peer, request),
                string method when ApprovalMethods.Has(method) => approvals.Serve(peer, request),
                _ => Rpc.Fail(request.Id, RpcErrorCode.MethodNotFound, $"no method {request.Method}"),
            };
        }
        catch (Exception error) when (error is DaemonException or LinuxException or IOException or UnauthorizedAccessException)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.KernelRefused, error.Message);
        }
    }

    private StatusResult Status() => new(
        Environment.ProcessId,
        ProductVersion.Text,
        Kernel.Release,
        gates.Adopted,
        ceiling.Current.Mode.ToString().ToLowerInvariant(),
        gates.Links.CountAttached(),
        gates.Links.Programs.Count,
        [.. agents.All().Select(Describe)],
        Count(Stat.Decisions),
        Count(Stat.EventsDropped),
        Count(Stat.StateMissing),
        Count(Stat.StorageFull),
        Count(Stat.LabelTooDeep),
        Count(Stat.EgressDropped),
        labels.Count,
        [
            Fill(KernelMaps.Agents, gates.Maps.Agents.Keys()),
            Fill(KernelMaps.ExecGrants, gates.Maps.ExecGrants.Keys()),
            Fill(KernelMaps.NetGrants, gates.Maps.NetGrants.Keys()),
            Fill(KernelMaps.FileGrants, gates.Maps.FileGrants.Keys()),
            Fill(KernelMaps.Labels, gates.Maps.Labels.Keys()),
            Fill(KernelMaps.Names, gates.Maps.Names.Keys()),
            Fill(KernelMaps.Objects, gates.Maps.Objects.Keys()),
        ],
        [.. scope.Off],
        scope.Cause,
        events.Fault ?? log.Fault,
        labels.Fault,
        sweep.Fault,
        names?.Report(),
        reload.Fault,
        agents.Proof.OutsideCount);

    private RpcResponse AgentState(RpcRequest request)
    {
        if (!Rpc.TryParams(request, ProtocolJson.Default.AgentStateParams, out AgentStateParams? parameters))
        {
            return Rpc.Fail(request.Id, RpcErrorCode.InvalidParams, "agent_state needs agent_id");
        }

        return agents.Find(parameters!.AgentId) is AgentEntry agent
            ? Rpc.Reply(request.Id, Describe(agent), ProtocolJson.Default.AgentStateResult)
            : Rpc.Fail(request.Id, RpcErrorCode.NotAnAgent, $"no agent {parameters.AgentId} is running");
    }

    private RpcResponse EnrolProcess(Peer peer, RpcRequest request)
    {
        if (!Rpc.TryParams(request, ProtocolJson.Default.EnrolProcessParams, out EnrolProcessParams? given) || given!.Pid <= 0)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.InvalidParams, "enrol_process needs agent_id and pid");
        }

        AgentEntry agent = agents.Join(given.AgentId, given.Pid);
        journal.Joined(agent, peer.Credentials, given.Pid);
        return Rpc.Reply(request.Id, Describe(agent), ProtocolJson.Default.AgentStateResult);
    }

    private RpcResponse Policy(RpcRequest request) => Rpc.Reply(
        request.Id, JsonElement.Parse(CeilingText.ToJson(ceiling.Current)), ProtocolJson.Default.JsonElement);

    // From the files, which hold all that was acknowledged.
    private static RpcResponse Log(RpcRequest request)
    {
        LogParams? given = new();
        if ((request.Params is not null && !Rpc.TryParams(request, ProtocolJson.Default.LogParams, out given))
            || given!.Limit is < 1 or > ProtocolLimits.LogRecordsMax || given.After < 0)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.InvalidParams,
                $"log may have after (an id) and limit (1 to {ProtocolLimits.LogRecordsMax})");
        }

        int limit = given.Limit ?? ProtocolLimits.LogRecordsMax;
        AuditRecord[] found = given.After is long after
            ? [.. AuditFile.ReadAll().Where(record => record.Id > after).Take(limit + 1)]
            : [.. AuditFile.ReadAll().TakeLast(limit)];
        LogResult result = new(found[..Math.Min(found.Length, limit)], found.Length > limit);
        return Rpc.Reply(request.Id, result, ProtocolJson.Default.LogResult);
    }

    private RpcResponse Reload(Peer peer, RpcRequest request)
    {
        try
        {
            ReloadResult result = new([.. reload.Reload(peer.Credentials).Lines()]);
            return Rpc.Reply(request.Id, result, ProtocolJson.Default.ReloadResult);
        }
        catch (DaemonException error)
        {
            string[] faults = error.Message.Split('\n');
            return Rpc.Fail(request.Id, RpcErrorCode.PolicyFileRefused,
                "policy.yaml has a fault: the ceiling in force stays", faults);
        }
    }

    private RpcResponse Stop(RpcRequest request)
    {
        if (!Rpc.TryParams(request, ProtocolJson.Default.StopParams, out StopParams? parameters))
        {
            return Rpc.Fail(request.Id, RpcErrorCode.InvalidParams, "stop needs kill_agents");
        }

        // Closed before anything is taken out: an agent enrolled in between would be free.
        int running = agents.Close(parameters!.KillAgents);
        if (running > 0 && !parameters.KillAgents)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.AgentsRunning,
                $"{running} agent(s) are running and would be free: end them first, or telos stop --kill-agents");
        }

        int killed = agents.KillAll();
        stop(true);
        return Rpc.Reply(request.Id, new StopResult(killed), ProtocolJson.Default.StopResult);
    }

    private AgentStateResult Describe(AgentEntry agent)
    {
        AgentState state = agents.StateOf(agent.Id);
        ReadOnlySpan<ulong> refused = state.Refused;
        return new AgentStateResult(
            agent.Id,
            agent.Uid,
            agent.Goal,
            agent.Command,
            agent.Mode.ToString().ToLowerInvariant(),
            agents.TaintOf(agent.Id).ToString().ToUpperInvariant(),
            (long)agent.Left.TotalMilliseconds,
            refused[(int)Gate.Exec],
            refused[(int)Gate.Network],
            refused[(int)Gate.File],
            refused[(int)Gate.Lineage],
            refused[(int)Gate.Tamper],
            state.EventsDropped,
            agent.DnsPort,
            agent.ParentIdOrNull);
    }

    private ulong Count(Stat stat) => gates.Maps.Stats.SumPerCpu((uint)stat);

    private static MapFill Fill<TKey>(MapDescriptor map, IEnumerable<TKey> keys) =>
        new(map.Name, keys.Count(), map.MaxEntries);
}
