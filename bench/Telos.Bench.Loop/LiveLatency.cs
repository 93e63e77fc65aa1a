using System.Diagnostics;
using System.Globalization;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Bench.Loop;

/// <summary>
/// How long words take until their policy is in the kernel's maps, of a text a line. Texts that name hosts are left out, which
/// DNS answers in its own time, and those that grant nothing.
/// </summary>
internal static class LiveLatency
{
    private const int WarmUpTexts = 500;

    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(10);

    public static void Run(string path)
    {
        string[] texts = [.. File.ReadAllLines(path).Where(IsLocal)];
        using LiveTable live = new(Ceiling.Default);
        using Process process = Process.Start("sleep", "600");
        try
        {
            double[] times = Declare(texts, live.Agents, process.Id);
            Array.Sort(times);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"live {times.Length} p50_us {times[times.Length / 2]:0.0} p99_us {times[times.Length * 99 / 100]:0.0}"));
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    private static double[] Declare(string[] texts, AgentTable table, int pid)
    {
        if (PidFd.TryOpen(pid, out PidFd? peer) != Errno.None)
        {
            throw new InvalidOperationException("the process that is to be an agent is gone");
        }

        using (peer)
        {
            CompiledPolicy first = PolicyCompiler.Compile("list files with ls", s_ttl, Ceiling.Default);
            (AgentEntry agent, _) = table.Enrol(peer!, uid: 0, command: null, first, Mode.Enforce);
            foreach (string text in texts.Take(WarmUpTexts))
            {
                Time(table, agent, text);
            }

            return [.. texts.Select(text => Time(table, agent, text))];
        }
    }

    private static double Time(AgentTable table, AgentEntry agent, string text)
    {
        long start = Stopwatch.GetTimestamp();
        GC.KeepAlive(table.Declare(agent, PolicyCompiler.Compile(text, s_ttl, Ceiling.Default)));
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private static bool IsLocal(string text)
    {
        CompiledPolicy policy = PolicyCompiler.Compile(text, s_ttl, Ceiling.Default);
        return policy.HasGrants && policy.Hosts.IsEmpty;
    }
}
