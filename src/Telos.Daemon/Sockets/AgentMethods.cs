using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Adjudication;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Daemon.Pages;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Daemon.Sockets;

/// <summary>What agent.sock answers: becoming an agent, and what one may ask (<see cref="SessionMethods"/>).</summary>
[RpcDispatch]
internal sealed partial class AgentMethods(
    AgentTable agents, LiveCeiling live, Docket docket, Journal journal, PolicyAnswers answers, SessionMethods session,
    PageMethods pages)
{
    public RpcResponse Serve(Peer peer, RpcRequest request)
    {
        try
        {
            return Dispatch(peer, request) ?? session.Dispatch(peer, request) ?? pages.Dispatch(peer, request)
                ?? Rpc.NoMethod(request);
        }
        catch (Exception error) when (error is DaemonException or LinuxException or IOException or UnauthorizedAccessException)
        {
            return Rpc.Fail(request.Id, RpcErrorCode.KernelRefused, error.Message);
        }
    }

    /// <summary>The agent whose process this is; null: of none.</summary>
    /// <exception cref="LinuxException">The process is gone.</exception>
    public uint? AgentOf(Peer peer)
    {
        using PidFd? process = peer.OpenProcess();
        try
        {
            return process is null ? throw PeerGone() : agents.AgentOf(process);
        }
        catch (DaemonException)
        {
            throw PeerGone();
        }
    }

    [RpcMethod(Methods.Launch)]
    private Answer<LaunchResult> Launch(Peer peer)
    {
        using PidFd? process = peer.OpenProcess();
        bool isAgent = process is not null && agents.AgentOf(process) is not null;
        return new LaunchResult(!isAgent && !live.Current.Mirage.InPlace.IsEmpty);
    }

    [RpcMethod(Methods.Enrol, Valid = nameof(IsSound), Needs = "enrol needs intent, ttl_ms, command (absolute), arguments")]
    private Answer<PolicyResult> Enrol(Peer peer, EnrolParams parameters)
    {
        if (parameters.Profile is string profile && !CeilingProfiles.Names.Contains(profile))
        {
            return new RpcError(
                RpcErrorCode.InvalidParams, $"there is no profile {profile}: {string.Join(", ", CeilingProfiles.Names)}");
        }

        if (parameters.Audit == true && peer.Credentials.Uid != 0)
        {
            return new RpcError(RpcErrorCode.RootOnly, "only root may have an agent watched instead of held");
        }

        using PidFd? process = peer.OpenProcess();
        if (process is null)
        {
            return new RpcError(RpcErrorCode.PeerGone, "the calling process is gone");
        }

        AgentEntry? parent = agents.AgentOf(process) is uint member ? agents.Find(member) : null;
        return parent is not null && ObjectionBelow(parent, peer, process, parameters) is { } objection
            ? objection
            : Enrol(peer, process, parameters, parent);
    }

    private Answer<PolicyResult> Enrol(Peer peer, PidFd process, EnrolParams parameters, AgentEntry? parent)
    {
        ulong now = Clock.BootNs();
        Ceiling ceiling = live.Current;
        CompiledPolicy policy = ProfiledPolicy.Compile(
            parameters.Intent, TimeSpan.FromMilliseconds(parameters.TtlMs), ceiling, parameters.Profile, []);
        policy = parent is null ? policy : AgentTable.Below(parent, policy);
        if (!policy.HasGrants)
        {
            journal.IntentRefused(parent?.Id ?? 0, peer.Credentials, policy);
            return PolicyAnswers.Refused(policy, []);
        }

        Mode mode = parent?.Mode ?? (parameters.Audit == true ? Mode.Audit : ceiling.Mode);
        AgentLaunch launch = new(parent is null ? parameters.Directory : parent.Workspace, parameters.Profile, parent);
        (AgentEntry agent, List<string> missing) = agents.Enrol(
            process, peer.Credentials.Uid, parameters.Command, policy, mode, launch);
        journal.Enrolled(agent, peer.Credentials, parameters);
        return answers.Granted(agent, policy, missing, docket.File(agent, policy, policy, now));
    }

    // What would be more than its parent has is refused here, where it can be said; what the words ask for is judged by policy.
    private RpcError? ObjectionBelow(AgentEntry parent, Peer peer, PidFd process, EnrolParams parameters)
    {
        if (answers.Off.Length > 0 || parent.IsCanary)
        {
            return new RpcError(RpcErrorCode.AlreadyAnAgent,
                $"this process belongs to agent {parent.Id} already, and only with all gates do agents start others: "
                + "use telos declare in it");
        }

        if (agents.IsStarting(process, parent.Id))
        {
            return new RpcError(
                RpcErrorCode.AlreadyAnAgent, "this process is an agent's that begins with its next program: start that");
        }

        if (peer.Credentials.Uid != parent.Uid)
        {
            return new RpcError(RpcErrorCode.RootOnly,
                $"agent {parent.Id} is user {parent.Uid}'s and starts agents of that user alone, not of {peer.Credentials.Uid}");
        }

        if (parameters.Audit == true && parent.Mode != Mode.Audit)
        {
            return new RpcError(RpcErrorCode.RootOnly, $"agent {parent.Id} is held, and what it starts is not merely watched");
        }

        return parent.LivePolicy is { HasGrants: true }
            ? null
            : new RpcError(RpcErrorCode.IntentRefused,
                $"agent {parent.Id} has no policy in force that another's could be within: declare an intent first");
    }

    [RpcMethod(Methods.EnrolCanary)]
    private Answer<PolicyResult> EnrolCanary(Peer peer)
    {
        if (peer.Credentials.Uid != 0)
        {
            return new RpcError(RpcErrorCode.RootOnly, "only root runs the canary");
        }

        using PidFd? process = peer.OpenProcess();
        if (process is null)
        {
            return new RpcError(RpcErrorCode.PeerGone, "the calling process is gone");
        }

        (AgentEntry agent, _) = agents.Enrol(process, 0, command: null, policy: null, Mode.Enforce);
        return new PolicyResult(agent.Id, "enforce", TtlMs: 0, Lines: [], Missing: [], answers.Off);
    }

    private static LinuxException PeerGone() => new("pidfd of socket peer", "", Errno.ESRCH);

    private static bool IsSound(EnrolParams given) => TtlText.IsMilliseconds(given.TtlMs) && IsPath(given.Command)
        && (given.Directory is not string directory || IsPath(directory));

    private static bool IsPath(string text) => text.StartsWith('/') && !text.Contains('\0', StringComparison.Ordinal);
}
