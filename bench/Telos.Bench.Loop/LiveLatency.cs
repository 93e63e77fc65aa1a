using System.Diagnostics;
using System.Globalization;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon;
using Telos.Daemon.Agents;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Bpf;
using Telos.Linux.Cgroups;
using Telos.Linux.Processes;

namespace Telos.Bench.Loop;

/// <summary>
/// How long words take until their policy is in the kernel's maps, by the daemon's own agent table over real maps, of a text a
/// line. The gates themselves are not loaded: they read what is there. Texts that name hosts are left out, which DNS
/// answers in its own time, and those that grant nothing. Needs root.
/// </summary>
internal static class LiveLatency
{
    private const int WarmUpTexts = 500;
    private const string Identify = "telos_identify";

    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(10);

    public static void Run(string path)
    {
        string[] texts = [.. File.ReadAllLines(path).Where(IsLocal)];
        string directory = Directory.CreateTempSubdirectory("telos-bench-").FullName;
        CgroupDirectory parent = CgroupDirectory.Create($"telos-bench-{Environment.ProcessId}");
        using Process process = Process.Start("sleep", "600");
        try
        {
            double[] times = Declare(texts, directory, parent, process.Id);
            Array.Sort(times);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"live {times.Length} p50_us {times[times.Length / 2]:0.0} p99_us {times[times.Length * 99 / 100]:0.0}"));
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
            foreach (string agent in Directory.GetDirectories(parent.Path))
            {
                SpinWait.SpinUntil(() => CgroupDirectory.Open(agent).TryDelete() != Errno.EBUSY, TimeSpan.FromSeconds(10));
            }

            parent.Delete();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static double[] Declare(string[] texts, string directory, CgroupDirectory parent, int pid)
    {
        using BpfObject image = BpfObject.Open(GateImage.Elf, "telos");
        foreach (BpfProgram program in image.Programs)
        {
            program.SetAutoload(program.Name == Identify);
        }

        image.Load();
        using GateMaps maps = GateMaps.Open(image.Map, KernelMaps.All);
        using BpfIterator iterator = image.AttachIterator(image.Program(Identify), Environment.ProcessId);
        FileIdentities identities = new(iterator);
        using GateDemand demand = new(
            new GateLinks(new GatePins(Path.Combine(directory, "pins"), "none"), parent, []), maps, () => { });
        using AgentTable table = new(
            maps, demand, identities, new LiveCeiling(Ceiling.Default),
            new AgentStore(Path.Combine(directory, "agents"), Path.Combine(directory, "last")), parent,
            identities.Resolve("/bin/true")!.Value, names: null, _ => { });
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
