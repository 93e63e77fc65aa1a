using System.Globalization;

namespace Telos.Bench.Loop;

/// <summary>
/// A line a question, its name and nanoseconds, by a loop that both compilers can make: BenchmarkDotNet needs the JIT
/// compiler. A call by delegate is part of it.
/// </summary>
internal static class Program
{
    private const int Rounds = 11;
    private const int CallsAtOnce = 1 << 12;

    // A second is enough for the JIT compiler's last version of a method.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(50);

    private static void Main(string[] args)
    {
        switch (args)
        {
            case ["intents", string texts]:
                IntentLatency.Run(texts);
                break;
            case ["live", string texts]:
                LiveLatency.Run(texts);
                break;
            case ["socket"]:
                SocketBench.Run();
                break;
            case ["ring", string directory, string log, .. string[] fault]:
                RingBench.Run(directory, log, fault);
                break;
            case ["socket-served", string path]:
                SocketServed.Run(path);
                break;
            case ["socket-latency", string path]:
                SocketClients.Latency(path);
                break;
            case ["socket-flood", string path, string perSecond, string seconds]:
                SocketClients.Flood(path, Number(perSecond), Number(seconds));
                break;
            case ["socket-deaf", string path]:
                SocketClients.BesideTheDeaf(path);
                break;
            case ["socket-idle", string path, string count]:
                SocketClients.Idle(path, Number(count));
                break;
            default:
                LookUpDomains();
                break;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void LookUpDomains()
    {
        DomainLookups lookups = new();
        lookups.Build();
        LookAlikes lookAlikes = new();
        lookAlikes.Build();
        Time(nameof(lookups.RegistrableDomain), lookups.RegistrableDomain);
        Time(nameof(lookups.KnownName), lookups.KnownName);
        Time(nameof(lookups.PipelineCold), lookups.PipelineCold);
        Time(nameof(lookups.PipelineWarm), lookups.PipelineWarm);
        Time(nameof(lookAlikes.Benign), lookAlikes.Benign);
        Time(nameof(lookAlikes.Typo), lookAlikes.Typo);
    }

    private static void Time(string name, Func<int> question)
    {
        _ = NanosecondsOf(question, s_warmUp);
        double[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => NanosecondsOf(question, s_round))];
        Array.Sort(rounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {rounds[Rounds / 2]:0.00}"));
    }

    // By the processor's time: what other programs take in between is not the question's.
    private static double NanosecondsOf(Func<int> question, TimeSpan limit)
    {
        TimeSpan begin = Environment.CpuUsage.TotalTime;
        long calls = 0;
        TimeSpan used;
        do
        {
            for (int i = 0; i < CallsAtOnce; i++)
            {
                question();
            }

            calls += CallsAtOnce;
            used = Environment.CpuUsage.TotalTime - begin;
        }
        while (used < limit);
        return used.TotalNanoseconds / calls;
    }
}
