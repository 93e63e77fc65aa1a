using System.Diagnostics;
using System.Runtime.InteropServices;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Proof;
using Telos.Core.Protocol;
using Telos.Daemon;
using Telos.Daemon.Audit;
using Telos.Daemon.Events;
using Telos.Linux.Cgroups;

namespace Telos.Cli.Proof;

/// <summary>All attacks, one after the other, and nothing left of them.</summary>
internal sealed class ProofRun : IDisposable
{
    // A record is in the log some milliseconds after the refusal.
    private const int RecordMs = 1000;
    private const int PauseMs = 5;

    private readonly RecordTail _log = RecordTail.After(TelosPaths.AuditLog, AuditReading.LastId());
    private readonly ManualResetEvent _isOver = new(initialState: false);

    private ProofRun()
    {
    }

    /// <param name="tell">Told of each attack when it is over.</param>
    /// <exception cref="VerbException">No daemon answers, an agent was not let in, or somebody interrupted it.</exception>
    public static ProofReport Start(IReadOnlyList<Attack> attacks, Action<ProofResult> tell)
    {
        StatusResult status;
        using (RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket))
        {
            status = client.Ask(daemon => daemon.Status());
        }

        using ProofRun run = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, run.End);
        using PosixSignalRegistration end = PosixSignalRegistration.Create(PosixSignal.SIGTERM, run.End);
        using ProofPlaces places = ProofPlaces.Make();
        using ProofServers servers = new(places);
        using HandProcess bystander = HandProcess.Start();
        ProofStage stage = new(
            places.Area, places.Outside, places.Abstract, servers.Tcp, servers.Tcp6, servers.Udp, servers.GrantedTcp,
            servers.GrantedUdp, servers.Free, servers.Resolver, bystander.Pid, bystander.Memory, status.Pid,
            OwnCgroup(), FindPin());
        bystander.Enter(stage);
        using ProofCast cast = new(stage, bystander);
        List<ProofResult> results = [];
        foreach (Attack attack in attacks)
        {
            run._log.Take();
            ProofResult result = cast.Try(attack, run.Explain);
            if (run._isOver.WaitOne(0))
            {
                throw new VerbException(ExitCode.Failed, $"interrupted after {results.Count} of {attacks.Count} attacks");
            }

            results.Add(result);
            tell(result);
        }

        return ProofReport.Of(results);
    }

    public void Dispose()
    {
        _log.Dispose();
        _isOver.Dispose();
    }

    // What was made is taken away before the process ends.
    private void End(PosixSignalContext context)
    {
        context.Cancel = true;
        _isOver.Set();
    }

    private (string? Gate, string? Reason) Explain(uint? agent)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < RecordMs && !_isOver.WaitOne(PauseMs))
        {
            if (_log.Take().Find(record => record.Agent == agent && record.Action == "refused") is AuditRecord refusal)
            {
                return (refusal.Gate, refusal.Reason);
            }
        }

        return (null, null);
    }

    private static string OwnCgroup()
    {
        const string Unified = "0::";
        string path = File.ReadLines("/proc/self/cgroup").First(line => line.StartsWith(Unified, StringComparison.Ordinal));
        return CgroupMount.TryFind(out string mount)
            ? mount + path[Unified.Length..]
            : throw new VerbException(ExitCode.Unsupported, "no cgroup2 is mounted");
    }

    private static string FindPin() => Directory.Exists(TelosPaths.Pins)
        ? Directory.EnumerateFiles(TelosPaths.Pins, "telos_config", SearchOption.AllDirectories).FirstOrDefault(TelosPaths.Pins)
        : TelosPaths.Pins;
}
