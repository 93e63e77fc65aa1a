using System.Globalization;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Gates;
using Telos.Linux.Processes;

namespace Telos.Daemon.Agents;

/// <summary>
/// What a process that has run outside holds, beyond what <see cref="DescriptorScan"/> asks of a launcher: nothing of it goes
/// at an exec. Whatever the agent could not have got itself is refused by name: memory and descriptors that somebody else
/// has too, files open to be written, other processes' memory, and objects of the kernel that no gate would see again.
/// The process rests meanwhile.
/// </summary>
internal sealed class RunningScan(
    GateMaps maps, FileIdentities identities, IReadOnlyList<LabelRule> labels, AgentEntry agent, int pid)
{
    private const string Deleted = " (deleted)";
    private const int LastStandardStream = 2;

    private static readonly string[] s_harmlessObjects =
        ["anon_inode:[eventpoll]", "anon_inode:[eventfd]", "anon_inode:[timerfd]", "anon_inode:[signalfd]", "anon_inode:inotify"];

    private static readonly string[] s_harmlessDevices =
        ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/ptmx"];

    /// <summary>The highest label and the highest taint of what it holds and the agent may read.</summary>
    public Taint Taint { get; private set; }

    /// <exception cref="DaemonException">What it may not bring along.</exception>
    public void Run(bool mayCompile)
    {
        RequireAlone();
        foreach (ProcessDescriptor held in ProcessDescriptor.AllOf(pid))
        {
            Judge(held);
        }

        foreach (ProcessMapping mapping in ProcessMapping.AllOf(pid))
        {
            Judge(mapping, mayCompile);
        }
    }

    private void RequireAlone()
    {
        if (ProcessKinship.ChildrenOf(pid).Cast<int?>().FirstOrDefault() is int child)
        {
            throw Refuse($"it has children (process {child}), which would stay outside: enrol it before it starts any");
        }

        HashSet<int> threads = [.. ProcessKinship.ThreadsOf(pid)];
        foreach (int other in ProcessKinship.All().Where(other => other != pid))
        {
            if (ProcessKinship.SharesMemoryOrDescriptors(pid, other) == true)
            {
                throw Refuse($"process {other} shares its memory or its descriptors");
            }

            if (ProcessKinship.ThreadsOf(other).Any(thread => threads.Contains(ProcessKinship.TracerOf(other, thread))))
            {
                throw Refuse($"it traces process {other}: end that first");
            }
        }
    }

    private void Judge(ProcessDescriptor held)
    {
        string what = $"descriptor {held.Number}";
        string target = held.Target;
        if (target.StartsWith("socket:[", StringComparison.Ordinal))
        {
            if (held.Number > LastStandardStream)
            {
                throw Refuse($"{what} is a socket from outside: an agent opens its own connections");
            }
        }
        else if (target.StartsWith('/'))
        {
            JudgeFile(what, target, held.CanWrite);
            JudgeObject(what, $"/proc/{pid}/fd/{held.Number}");
        }
        else if (!target.StartsWith("pipe:[", StringComparison.Ordinal) && !s_harmlessObjects.Contains(target))
        {
            throw Refuse($"{what} is {target}, which no gate would see again: close it");
        }
    }

    private void JudgeFile(string what, string target, bool canWrite)
    {
        if (IsTerminal(target) || s_harmlessDevices.Contains(target))
        {
            return;
        }

        if (target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal))
        {
            throw Refuse($"{what} is the device {target}: close it");
        }

        string[] ways = target.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (ways is ["proc", [>= '0' and <= '9', ..] owner, ..] && owner != pid.ToString(CultureInfo.InvariantCulture))
        {
            throw Refuse($"{what} is {target}, of another process: close it");
        }

        if (canWrite && (target.EndsWith(Deleted, StringComparison.Ordinal) || !IsGranted(target, PathAccess.Write)))
        {
            throw Refuse($"{what} may write to {target}, which the agent's policy does not grant: close it, or declare it");
        }

        JudgeLabel(what, target);
    }

    private void JudgeLabel(string what, string target)
    {
        if (LabelMatch.Find(labels, target) is not LabelRule label || label.Level == Taint.Clean)
        {
            return;
        }

        if (!label.Grantable || !IsGranted(target, PathAccess.Read, label.Path))
        {
            string level = label.Level.ToString().ToLowerInvariant();
            throw Refuse($"{what} is {target}, labelled {level} and not granted to the agent: close it");
        }

        Raise(label.Level);
    }

    // By identity: whatever name it was opened by.
    private void JudgeObject(string what, string path)
    {
        if (identities.Resolve(path) is not OpenFile file || !maps.Objects.TryGet(file.File, out SharedObject shared))
        {
            return;
        }

        if (shared.AgentId != 0 && shared.AgentId != agent.Id)
        {
            throw Refuse($"{what} is shared with agent {shared.AgentId}: close it");
        }

        Raise(shared.Taint);
    }

    private void Judge(ProcessMapping mapping, bool mayCompile)
    {
        string what = mapping.Name.Length == 0 ? $"memory at {mapping.Range}" : $"its mapping of {mapping.Name}";
        if (mapping.Name.StartsWith("anon_inode:", StringComparison.Ordinal))
        {
            throw Refuse($"{what} belongs to the kernel, which no gate would see again: unmap it");
        }

        if (mapping.IsShared && mapping.MayBeWritten)
        {
            throw Refuse($"{what} is shared to be written with whoever else has it: unmap it");
        }

        if (mapping.IsWritable && mapping.IsExecutable && !mayCompile)
        {
            throw Refuse($"{what} can be written and executed, which the agent's policy does not grant its program");
        }

        if (mapping.Name.StartsWith('/'))
        {
            JudgeLabel(what, mapping.Name);
            JudgeObject(what, $"/proc/{pid}/map_files/{mapping.Range}");
        }
    }

    // A grant reaches into a label only when it names something in it (PathGrant).
    private bool IsGranted(string path, PathAccess access, string? label = null) =>
        agent.LivePolicy?.Paths.Any(grant =>
            (grant.Access & access) != 0
            && (grant.Path == WorkspaceRule.Path ? agent.Workspace : grant.Path) is string granted
            && LabelMatch.Covers(granted, path)
            && (label is null || LabelMatch.Covers(label, granted))) == true;

    private void Raise(Taint taint) => Taint = taint > Taint ? taint : Taint;

    private static bool IsTerminal(string target) =>
        target.StartsWith("/dev/pts/", StringComparison.Ordinal) || target.StartsWith("/dev/tty", StringComparison.Ordinal);

    private DaemonException Refuse(string why) => new($"process {pid} cannot become a part of agent {agent.Id}: {why}");
}
