using Telos.Linux;
using Telos.Linux.Cgroups;

namespace Telos.Daemon.Gates;

/// <summary>Gates whose daemon is dead. They go on holding their agents; only root takes them out.</summary>
public static class AbandonedGates
{
    private const int PollMs = 20;
    private const int EndWaitMs = 10_000;

    /// <summary>Gates of this or another build are pinned.</summary>
    public static bool Exist => GatePins.OfThisBuild.Exist || GatePins.OfThisBuild.OtherBuild() is not null;

    /// <summary>How many links of this build are pinned.</summary>
    public static int PinnedLinks => GatePins.OfThisBuild.PinnedLinks().Count;

    /// <summary>Returns how many agents were ended.</summary>
    /// <exception cref="DaemonException">
    /// There are none, or agents run and were not to be killed or did not end, or a daemon runs after all.
    /// </exception>
    public static int Remove(bool killAgents)
    {
        if (!Exist && !File.Exists(TelosPaths.LockFile))
        {
            throw NothingToStop();
        }

        // No daemon adopts or attaches gates while they are taken out.
        Directory.CreateDirectory(TelosPaths.RunDirectory);
        using DaemonLock held = DaemonLock.TryTake(TelosPaths.LockFile) ?? throw new DaemonException(
            $"a daemon (pid {DaemonLock.HolderOf(TelosPaths.LockFile)}) does not answer: it is starting, or it hangs "
            + "and has to be ended first");
        if (!Exist)
        {
            throw NothingToStop();
        }

        CgroupDirectory parent = CgroupDirectory.Create(TelosPaths.AgentsCgroup);
        GatePins pins = new(TelosPaths.Pins, GatePins.OfThisBuild.OtherBuild() ?? GateImage.BuildName);
        int ended = EndAgents(AgentsCgroup.Of(pins, parent), killAgents);
        pins.Remove();
        _ = parent.TryDelete();
        File.Delete(TelosPaths.AgentSocket);
        File.Delete(TelosPaths.ControlSocket);
        return ended;
    }

    public static bool WaitUntilGone(int timeoutMs)
    {
        long deadline = Environment.TickCount64 + timeoutMs;
        using ManualResetEventSlim never = new();
        while (Exist && Environment.TickCount64 < deadline)
        {
            never.Wait(PollMs);
        }

        return !Exist;
    }

    /// <summary>Leaves no agent's cgroup behind. The gates hold until then, so that no agent is ever free.</summary>
    internal static int EndAgents(IReadOnlyList<CgroupDirectory> agents, bool kill)
    {
        CgroupDirectory[] running = [.. agents.Where(agent => agent.Populated)];
        if (running.Length > 0 && !kill)
        {
            throw new DaemonException(
                $"{running.Length} agent(s) are running and would be free: end them first, or telos stop --kill-agents");
        }

        foreach (CgroupDirectory agent in running)
        {
            agent.Kill();
        }

        if (!SpinWait.SpinUntil(() => !running.Any(agent => agent.Populated), EndWaitMs))
        {
            throw new DaemonException($"agents are still running {EndWaitMs / 1000} s after they were killed "
                + $"({string.Join(", ", running.Select(agent => agent.Path))}): the gates stay");
        }

        foreach (CgroupDirectory agent in agents.Where(agent => AgentsCgroup.IsMade(agent.Path)))
        {
            // EBUSY: it has groups below, which nothing of ours made.
            Errno error = agent.TryDelete();
            if (error is not (Errno.None or Errno.EBUSY))
            {
                throw new LinuxException("rmdir", agent.Path, error);
            }
        }

        return running.Length;
    }

    private static DaemonException NothingToStop() => new("nothing to stop: no daemon runs and no gates are in force");
}
