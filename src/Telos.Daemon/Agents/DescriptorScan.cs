using System.Globalization;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Gates;

namespace Telos.Daemon.Agents;

/// <summary>
/// What a process that is about to become an agent has open already. Internet sockets belong to the cgroup that they
/// were made in, and an io_uring may have a kernel thread of its creator's: neither would be held, so both are refused.
/// A pipe that another agent has makes the two one cell; a labelled file taints at once.
/// </summary>
internal sealed class DescriptorScan(GateMaps maps, FileIdentities identities, IReadOnlyList<LabelRule> labels)
{
    private const string Socket = "socket:[";
    private const string Pipe = "pipe:[";
    private const string IoUring = "anon_inode:[io_uring]";
    private const int InodeField = 6;

    private readonly List<FileId> _pipes = [];

    /// <summary>The highest label among the open files.</summary>
    public Taint Taint { get; private set; }

    /// <summary>Another agent that has one of the pipes, or 0.</summary>
    public uint Cell { get; private set; }

    /// <exception cref="DaemonException">A descriptor that agents may not bring along.</exception>
    public void Run(int pid)
    {
        string directory = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd");
        HashSet<string>? unixSockets = null;
        foreach (string entry in Directory.EnumerateFileSystemEntries(directory))
        {
            // Null: it was closed meanwhile.
            if (new FileInfo(entry).LinkTarget is not string target)
            {
                continue;
            }

            string number = Path.GetFileName(entry);
            if (target == IoUring)
            {
                throw new DaemonException($"descriptor {number} is an io_uring: close it before telos run");
            }

            if (target.StartsWith(Socket, StringComparison.Ordinal))
            {
                unixSockets ??= UnixSockets(pid);
                if (!unixSockets.Contains(target[Socket.Length..^1]))
                {
                    throw new DaemonException(
                        $"descriptor {number} is a network socket from outside: an agent opens its own connections");
                }
            }
            else if (target.StartsWith(Pipe, StringComparison.Ordinal))
            {
                NotePipe(entry);
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
        foreach (FileId pipe in _pipes)
        {
            maps.Objects.Set(pipe, new SharedObject { AgentId = agentId });
        }
    }

    private void NotePipe(string entry)
    {
        if (identities.Resolve(entry) is not OpenFile pipe)
        {
            return;
        }

        if (!maps.Objects.TryGet(pipe.File, out SharedObject shared) || shared.AgentId == 0)
        {
            _pipes.Add(pipe.File);
        }
        else if (Cell != 0 && Cell != shared.AgentId)
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
