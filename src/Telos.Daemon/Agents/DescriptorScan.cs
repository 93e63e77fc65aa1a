using System.Globalization;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Telos.Linux.Processes;

namespace Telos.Daemon.Agents;

/// <summary>
/// What a process that is about to become an agent has open already. Internet sockets belong to the cgroup that they
/// were made in, and an io_uring may have a kernel thread of its creator's: neither would be held, so both are refused.
/// A pipe that another agent has makes the two one cell; a labelled file, or a pipe with the rest of what a tainted
/// agent wrote, taints at once.
/// </summary>
/// <param name="cells">Which agents are one by now.</param>
/// <param name="cell">Of the agent that starts this one; 0: nobody's.</param>
internal sealed class DescriptorScan(
    GateMaps maps, FileIdentities identities, IReadOnlyList<LabelRule> labels, AgentCells cells, uint cell)
{
    private const string Socket = "socket:[";
    private const string Pipe = "pipe:[";
    private const string IoUring = "anon_inode:[io_uring]";
    private const int InodeField = 6;

    private readonly Dictionary<FileId, Taint> _pipes = [];

    /// <summary>The highest label among the open files, and the taint of what is left in the pipes.</summary>
    public Taint Taint { get; private set; }

    /// <summary>Another agent that is one with this one, as it started it or has one of the pipes; or 0.</summary>
    public uint Cell { get; private set; } = cell;

    /// <exception cref="DaemonException">A descriptor that agents may not bring along.</exception>
    public void Run(int pid)
    {
        HashSet<string>? unixSockets = null;
        foreach (ProcessDescriptor held in ProcessDescriptor.AllOf(pid))
        {
            string target = held.Target;
            if (target == IoUring)
            {
                throw new DaemonException($"descriptor {held.Number} is an io_uring: close it first");
            }

            if (target.StartsWith(Socket, StringComparison.Ordinal))
            {
                unixSockets ??= UnixSockets(pid);
                if (!unixSockets.Contains(target[Socket.Length..^1]))
                {
                    throw new DaemonException(
                        $"descriptor {held.Number} is a network socket from outside: an agent opens its own connections");
                }
            }
            else if (target.StartsWith(Pipe, StringComparison.Ordinal))
            {
                NotePipe(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd/{held.Number}"), held.CanRead);
            }
            else if (target.StartsWith('/') && LabelMatch.Find(labels, target) is LabelRule label && label.Level > Taint)
            {
                Taint = label.Level;
            }
        }
    }

    /// <summary>From now on the pipes are this agent's too.</summary>
    public void Share(uint agentId)
    {
        foreach ((FileId pipe, Taint taint) in _pipes)
        {
            maps.Objects.Set(pipe, new SharedObject { AgentId = agentId, Taint = taint });
        }
    }

    // An agent that may only write gets the taint when it opens the pipe anew by /proc to read it.
    private void NotePipe(string entry, bool canRead)
    {
        if (identities.Resolve(entry) is not OpenFile pipe)
        {
            return;
        }

        bool known = maps.Objects.TryGet(pipe.File, out SharedObject shared);
        Taint = canRead && shared.Taint > Taint ? shared.Taint : Taint;
        if (!known || shared.AgentId == 0)
        {
            _pipes[pipe.File] = shared.Taint;
        }
        else if (Cell != 0 && cells.RootOf(Cell) != cells.RootOf(shared.AgentId))
        {
            throw new DaemonException(
                "the process has pipes of two agents: start the middle of a pipeline first, or use files between them");
        }
        else
        {
            Cell = shared.AgentId;
        }
    }

    // proc(5), /proc/net/unix: Num, RefCount, Protocol, Flags, Type, St, Inode, Path.
    private static HashSet<string> UnixSockets(int pid)
    {
        HashSet<string> inodes = new(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/net/unix")))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > InodeField)
            {
                inodes.Add(fields[InodeField]);
            }
        }

        return inodes;
    }
}
