using System.Diagnostics;
using System.Globalization;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Daemon.Events;
using Telos.Linux;
using Telos.Linux.Ring;

namespace Telos.Bench.Loop;

/// <summary>
/// The event path: the reader of the ring beside libbpf's, and all that the daemon does until an event is in the log's file.
/// Processor time is the draining thread's. Prints a figure a line, "NAME VALUE". Needs root, and two cores.
/// </summary>
internal sealed class RingBench : IDisposable
{
    private const int Events = 14_000;
    private const int Rounds = 201;
    private const int WarmUpRounds = 3;
    private const int PerSecond = 200_000;
    private const int Seconds = 5;
    private const int TriesMax = 3;
    private const int WaitMs = 100;
    private const int SlowSpins = 200;
    private const string ProducerCore = "1";

    private readonly string _rival;
    private readonly RefusalRing _ring;
    private readonly RingReader _reader;
    private readonly LiveTable _live = new(
        Ceiling.Default with { Agents = Ceiling.Default.Agents with { Max = 100, PerUser = 100 } });

    private readonly RefusedAgents _agents;
    private readonly EventPath _path;
    private readonly Process _libbpf;
    private readonly bool _isSlow;
    private readonly bool _allocates;
    private object? _waste;

    private RingBench(string directory, string log, string[] fault)
    {
        _rival = Path.Combine(directory, "rival");
        _isSlow = fault is ["slow"];
        _allocates = fault is ["allocating"];
        _ring = new RefusalRing(Path.Combine(directory, "refusals.bpf.o"), Path.Combine(directory, "pins"));
        _reader = RingReader.Open(_ring.Map);
        _agents = new RefusedAgents(_live.Agents);
        _ring.Refuse(_agents.First, RefusedAgents.Count);
        _path = new EventPath(log, Find);
        _libbpf = Process.Start(new ProcessStartInfo(_rival, ["consume", _ring.RingPin])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <param name="directory">Has the compiled producer and rival, and a bpffs at pins.</param>
    /// <param name="log">Where the log is to be.</param>
    /// <param name="fault">None, or "slow" or "allocating": what the bars must notice.</param>
    public static void Run(string directory, string log, string[] fault)
    {
        using RingBench bench = new(directory, log, fault);
        bench.Compare();
        int tries = 1;
        while (!bench.Sustain(isLast: tries == TriesMax))
        {
            tries++;
        }

        Print("sustained_tries", tries, 0);
    }

    public void Dispose()
    {
        _libbpf.StandardInput.Close();
        _libbpf.WaitForExit();
        _libbpf.Dispose();
        _agents.Dispose();
        _reader.Dispose();
        _ring.Dispose();
        _path.Dispose();
        _live.Dispose();
    }

    private void Compare()
    {
        TouchedRecords touched = new(_isSlow ? SlowSpins : 0);
        EventWriter writer = _path.Writer;
        double[] reader = new double[Rounds], libbpf = new double[Rounds], whole = new double[Rounds];
        long readerBytes = 0, wholeBytes = 0;
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            // Either goes first in every other round.
            double theirs = round % 2 == 0 ? DrainByLibbpf() : 0;
            (double ours, long allocated) = Drain(ref touched);
            theirs = round % 2 == 0 ? theirs : DrainByLibbpf();
            (double all, long allocatedByAll) = Drain(ref writer);
            if (round >= 0)
            {
                (reader[round], libbpf[round], whole[round]) = (ours, theirs, all);
                readerBytes += allocated;
                wholeBytes += allocatedByAll;
            }
        }

        double[] ratios = [.. reader.Zip(libbpf, (ours, theirs) => ours / theirs)];
        Print("reader_ns", Median(reader));
        Print("libbpf_ns", Median(libbpf));
        Print("reader_to_libbpf", Median(ratios), 3);
        Print("reader_events_per_s", 1e9 / Median(reader), 0);
        Print("libbpf_events_per_s", 1e9 / Median(libbpf), 0);
        Print("reader_bytes", readerBytes, 0);
        Print("path_ns", Median(whole));
        Print("path_events_per_s", 1e9 / Median(whole), 0);
        Print("path_bytes", wholeBytes, 0);
        Require(_path.Written == (Rounds + WarmUpRounds) * (long)Events && _ring.Dropped == 0, "events are missing");
    }

    // As Telos.Daemon.Events.EventPump does, while another core refuses at an even pace. False: once more. A virtual machine's
    // processor may itself be away for longer than the ring lasts.
    private bool Sustain(bool isLast)
    {
        EventWriter writer = _path.Writer;
        long droppedBefore = _ring.Dropped;
        long written = _path.Written;
        using Process producer = Process.Start(
            "taskset", ["-c", ProducerCore, _rival, "produce", _ring.ProgramPin, $"{PerSecond}", $"{Seconds}"]);
        long begin = Stopwatch.GetTimestamp(), allocated = 0;
        ulong cpu = Clock.ThreadCpuNs();
        int records = 0;
        TimeSpan took = TimeSpan.Zero;
        while (_reader.Wait(WaitMs) || !producer.HasExited)
        {
            (int drained, long bytes) = DrainCounted(ref writer);
            records += drained;
            allocated += bytes;
            took = Stopwatch.GetElapsedTime(begin);
        }

        Require(_path.Written - written == records, "records are missing");
        long dropped = _ring.Dropped - droppedBefore;
        if (dropped > 0 && !isLast)
        {
            return false;
        }

        Print("sustained_events_per_s", records / took.TotalSeconds, 0);
        Print("sustained_dropped", dropped, 0);
        Print("sustained_cpu_percent", (Clock.ThreadCpuNs() - cpu) / took.TotalNanoseconds * 100);
        Print("sustained_bytes", allocated, 0);
        return true;
    }

    // Nanoseconds of the thread's time for an event, and bytes for all.
    private (double Ns, long Allocated) Drain<T>(ref T consumer)
        where T : IRingConsumer
    {
        _ring.Fill(Events);
        ulong begin = Clock.ThreadCpuNs();
        (int records, long allocated) = DrainCounted(ref consumer);
        ulong spent = Clock.ThreadCpuNs() - begin;
        Require(records == Events, $"{records} events were read");
        return (spent / (double)Events, allocated);
    }

    // What a new file of the log needs, of 64 MB each, is not an event's.
    private (int Records, long Allocated) DrainCounted<T>(ref T consumer)
        where T : IRingConsumer
    {
        int files = _path.Files;
        long before = GC.GetAllocatedBytesForCurrentThread();
        int records = _reader.Drain(ref consumer);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return (records, files == _path.Files ? allocated : 0);
    }

    private double DrainByLibbpf()
    {
        _ring.Fill(Events);
        _libbpf.StandardInput.Write('\n');
        _libbpf.StandardInput.Flush();
        string[] figures = _libbpf.StandardOutput.ReadLine()!.Split(' ');
        Require(figures[0] == $"{Events}", $"libbpf read {figures[0]} events");
        return double.Parse(figures[1], CultureInfo.InvariantCulture) / Events;
    }

    private AgentEntry? Find(uint id)
    {
        if (_isSlow)
        {
            Thread.SpinWait(SlowSpins);
        }

        _waste = _allocates ? new object() : _waste;
        return _live.Agents.FindRecent(id);
    }

    private static double Median(double[] figures) => figures.Order().ElementAt(figures.Length / 2);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }

    private static void Print(string name, double figure, int digits = 1) =>
        Console.WriteLine($"{name} {figure.ToString($"F{digits}", CultureInfo.InvariantCulture)}");
}
