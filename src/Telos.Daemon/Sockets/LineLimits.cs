using Telos.Core.Abi;
using Telos.Core.Protocol;
using Telos.Linux.Processes;

namespace Telos.Daemon.Sockets;

/// <summary>What a socket's clients may take: connections in all, and time.</summary>
internal sealed record LineLimits(
    int ConnectionsMax, int IdleMsMax = ProtocolLimits.IdleMsMax, int MessageMsMax = ProtocolLimits.MessageMsMax,
    int AnswerMsMax = ProtocolLimits.AnswerMsMax)
{
    /// <summary>
    /// Descriptors that are no connections: those to be identified (below which no connection is), and what else is opened while
    /// the connections are there.
    /// </summary>
    private const int OtherDescriptors = (int)KernelAbi.TELOS_IDENTIFIED_DESCRIPTORS_MAX + ProtocolLimits.ControlConnectionsMax;

    public static LineLimits OfControl { get; } = new(ProtocolLimits.ControlConnectionsMax);

    /// <summary>As many as the process may have descriptors for; its limit is raised first.</summary>
    /// <exception cref="DaemonException">They are too few.</exception>
    public static LineLimits OfAgents() =>
        OfAgents(DescriptorLimit.Raise((ulong)(OtherDescriptors + ProtocolLimits.ConnectionsMax)));

    internal static LineLimits OfAgents(ulong descriptors)
    {
        const ulong Least = (ulong)(OtherDescriptors + ProtocolLimits.ConnectionsLeast);
        return descriptors >= Least
            ? new LineLimits((int)Math.Min(descriptors - (ulong)OtherDescriptors, (ulong)ProtocolLimits.ConnectionsMax))
            : throw new DaemonException(
                $"telos may open {descriptors} files at once, and needs {Least} or more: raise the limit that it is started with "
                + "(LimitNOFILE= of its unit, or ulimit -n)");
    }
}
