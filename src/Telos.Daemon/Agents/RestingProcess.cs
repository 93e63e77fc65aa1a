using System.Globalization;
using Telos.Linux;
using Telos.Linux.Cgroups;
using Telos.Linux.Processes;

namespace Telos.Daemon.Agents;

/// <summary>
/// A process that was running, at rest in a frozen cgroup of its own: what is seen of it stays true until it enters its
/// agent's cgroup, which lets it go on. Moving takes all threads at once, those that are just being made too
/// (cgroup_threadgroup_rwsem); whatever else it was starting shows as a second member. Unless it is taken, it goes back
/// to where it was.
/// </summary>
internal sealed class RestingProcess : IDisposable
{
    private const string Prefix = "telos-enrol-";
    private const int RestWaitMs = 5_000;
    private const int RestPollMs = 2;

    private readonly CgroupDirectory _stage;
    private readonly string _origin;

    private RestingProcess(PidFd process, CgroupDirectory stage, string origin)
    {
        Process = process;
        _stage = stage;
        _origin = origin;
    }

    public PidFd Process { get; }

    /// <summary>Of a daemon that ended in between: they go on, where they are.</summary>
    public static void ReleaseAbandoned(CgroupDirectory agents)
    {
        foreach (string path in Directory.EnumerateDirectories(Path.GetDirectoryName(agents.Path)!, Prefix + "*"))
        {
            CgroupDirectory stage = CgroupDirectory.Open(path);
            stage.Freeze(false);
            _ = stage.TryDelete();
        }
    }

    /// <param name="process">Belongs to the caller.</param>
    /// <param name="agents">The parent of the agents' cgroups; the process waits beside it.</param>
    /// <exception cref="DaemonException">It does not come to rest, or is just starting another process.</exception>
    public static RestingProcess Stop(PidFd process, CgroupDirectory agents)
    {
        if (!CgroupDirectory.TryPathOf(process.Pid, out string origin))
        {
            throw new DaemonException($"process {process.Pid} is gone");
        }

        string parent = Path.GetDirectoryName(agents.Path)!;
        CgroupDirectory stage = CgroupDirectory.Create(
            string.Create(CultureInfo.InvariantCulture, $"{parent}/{Prefix}{process.Pid}"));
        RestingProcess resting = new(process, stage, origin);
        bool rests = false;
        try
        {
            stage.Add(process.Pid);
            stage.Freeze(true);
            resting.Await();
            rests = true;
            return resting;
        }
        finally
        {
            if (!rests)
            {
                resting.Dispose();
            }
        }
    }

    public void Dispose()
    {
        foreach (int member in _stage.Members())
        {
            if (!TryMove(member, _origin))
            {
                // Its cgroup was removed while it was away.
                _ = TryMove(member, Path.GetDirectoryName(_stage.Path)!);
            }
        }

        _stage.Freeze(false);
        _ = _stage.TryDelete();
    }

    private static bool TryMove(int pid, string path) =>
        Directory.Exists(path) && CgroupDirectory.Open(path).TryAdd(pid) is Errno.None or Errno.ESRCH;

    private void Await()
    {
        long deadline = Environment.TickCount64 + RestWaitMs;
        using ManualResetEventSlim never = new();
        while (!_stage.IsFrozen)
        {
            if (Process.HasExited || Environment.TickCount64 > deadline)
            {
                throw new DaemonException(Process.HasExited
                    ? $"process {Process.Pid} is gone"
                    : $"process {Process.Pid} did not come to rest within {RestWaitMs / 1000} s: it waits in the kernel");
            }

            never.Wait(RestPollMs);
        }

        if (_stage.Members().Any(member => member != Process.Pid))
        {
            throw new DaemonException($"process {Process.Pid} was just starting another one: try again");
        }
    }
}
