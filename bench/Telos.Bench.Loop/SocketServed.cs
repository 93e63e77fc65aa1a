using System.Globalization;
using Telos.Core.Abi;
using Telos.Core.Mirage;
using Telos.Core.Policy;
using Telos.Daemon.Adjudication;
using Telos.Daemon.Events;
using Telos.Daemon.Gates;
using Telos.Daemon.Pages;
using Telos.Daemon.Sockets;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Bench.Loop;

/// <summary>
/// The daemon's agent socket with its own methods, alone in a process so that what it spends is its own. Standard input says
/// which processes are to be agents (their numbers), and "usage" asks what was spent; its end ends it.
/// </summary>
internal static class SocketServed
{
    private const string FirstIntent = "list files with ls";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Run(string path)
    {
        Ceiling ceiling = Ceiling.Default with { Agents = Ceiling.Default.Agents with { Max = 1000, PerUser = 1000 } };
        using LiveTable live = new(ceiling);
        using AuditLog log = new(live.File("audit.jsonl"));
        Journal journal = new(log);
        Docket docket = new(live.Agents, live.Ceiling, journal);
        PolicyAnswers answers = new(GateScope.All);
        SessionMethods session = new(
            live.Agents, live.Ceiling, docket, journal, new Denials(), answers, new TokenIndex(), sweep: () => { });
        PageMethods pages = new(
            live.Agents, live.Ceiling, BrowserTokens.LoadOrCreate(live.File("browser.key")), journal, sweep: () => { });
        AgentMethods methods = new(live.Agents, live.Ceiling, docket, journal, answers, session, pages);
        using LineServer server = new(path, OwnerOnly, methods.Serve, methods.AgentOf, LineLimits.OfAgents());
        Console.WriteLine("ready");
        while (Console.ReadLine() is string order)
        {
            if (order == "usage")
            {
                Console.WriteLine(Usage());
            }
            else
            {
                Enrol(live, int.Parse(order, CultureInfo.InvariantCulture));
                Console.WriteLine("enrolled");
            }
        }
    }

    // Processor time and resident memory, and what was allocated.
    private static string Usage()
    {
        using StreamReader status = new("/proc/self/status");
        string resident = status.ReadToEnd().Split('\n').First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.CpuUsage.TotalTime.TotalMicroseconds:0} {resident.Split(' ')[^2]} {GC.GetTotalAllocatedBytes()}");
    }

    private static void Enrol(LiveTable live, int pid)
    {
        if (PidFd.TryOpen(pid, out PidFd? process) != Errno.None)
        {
            throw new InvalidOperationException($"process {pid} is gone");
        }

        using (process)
        {
            CompiledPolicy policy = PolicyCompiler.Compile(FirstIntent, TimeSpan.FromMinutes(10), live.Ceiling.Current);
            live.Agents.Enrol(process!, uid: 0, command: null, policy, Mode.Enforce);
        }
    }
}
