using Telos.Linux.Cgroups;

namespace Telos.Daemon.Gates;

/// <summary>Gates whose daemon is dead. They go on holding their agents; only root takes them out.</summary>
public static class AbandonedGates
{
    private const int PollMs = 20;

    /// <summary>Gates of this or another build are pinned.</summary>
    public static bool Exist => GatePins.OfThisBuild.Exist || GatePins.OfThisBuild.OtherBuild() is not null;

    /// <summary>How many links of this build are pinned.</summary>
    public static int PinnedLinks => GatePins.OfThisBuild.PinnedLinks().Count;

    /// <summary>Returns how many agents were ended.</summary>
    /// <exception cref="DaemonException">There are none, or agents run and were not to be killed.</exception>
    public static int Remove(bool killAgents)
    {
        if (!Exist)
        {
            throw new DaemonException("nothing to stop: no daemon runs and no gates are in force");
        }

        CgroupDirectory parent = CgroupDirectory.Create(TelosPaths.AgentsCgroup);
        int running = 0;
        foreach (string directory in Directory.EnumerateDirectories(parent.Path))
        {
            running += CgroupDirectory.Open(directory).Populated ? 1 : 0;
        }

        if (running > 0 && !killAgents)
        {
            throw new DaemonException(
                $"{running} agent(s) are running and would be free: end them first, or telos stop --kill-agents");
        }

        parent.Kill();
        string build = GatePins.OfThisBuild.OtherBuild() ?? GateImage.BuildName;
        new GatePins(TelosPaths.Pins, build).Remove();
        return running;
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
}
