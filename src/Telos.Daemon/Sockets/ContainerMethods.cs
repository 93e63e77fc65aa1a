using System.Text;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Daemon.Sockets;

/// <summary>What control.sock answers about containers.</summary>
[RpcDispatch]
internal sealed partial class ContainerMethods(AgentTable agents, LiveCeiling live, Journal journal, PolicyAnswers answers)
{
    [RpcMethod(Methods.EnrolContainer, Valid = nameof(IsSound),
        Needs = "enrol_container needs pid, intent, ttl_ms, arguments (the program first), environment and uid")]
    private Answer<PolicyResult> EnrolContainer(Peer peer, EnrolContainerParams given)
    {
        if (PidFd.TryOpen(given.Pid, out PidFd? process) != Errno.None)
        {
            return new RpcError(RpcErrorCode.PeerGone, $"there is no process {given.Pid}");
        }

        using (process)
        {
            Ceiling ceiling = live.Current;
            CompiledPolicy policy = PolicyCompiler.Compile(given.Intent, TimeSpan.FromMilliseconds(given.TtlMs), ceiling);
            if (!policy.HasGrants)
            {
                journal.IntentRefused(0, peer.Credentials, policy);
                return PolicyAnswers.Refused(policy, []);
            }

            string command = given.Arguments[0];
            byte[] environment = Encoding.UTF8.GetBytes(string.Concat(given.Environment.Select(variable => variable + '\0')));
            (AgentEntry agent, List<string> missing) = agents.EnrolContainer(
                process!, given.Uid, command, environment, policy, ceiling.Mode);
            journal.Enrolled(agent, peer.Credentials, new EnrolParams(
                given.Intent, given.TtlMs, command, given.Arguments[1..]));
            return answers.Granted(agent, policy, missing, []);
        }
    }

    private static bool IsSound(EnrolContainerParams given) =>
        given.Pid > 0 && TtlText.IsMilliseconds(given.TtlMs) && given.Arguments is [{ Length: > 0 }, ..];
}
