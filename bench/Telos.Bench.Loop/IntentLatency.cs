using System.Diagnostics;
using System.Globalization;
using Telos.Core.Policy;

namespace Telos.Bench.Loop;

/// <summary>
/// How long an intent takes to become a policy, of a text a line: each text's median of several turns, and of those the
/// median and the 99th percentile.
/// </summary>
internal static class IntentLatency
{
    private const int Turns = 9;
    private const int WarmUpTurns = 2;

    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(10);

    public static void Run(string path)
    {
        string[] texts = File.ReadAllLines(path);
        double[][] turns = [.. Enumerable.Range(0, Turns + WarmUpTurns).Select(_ => texts.Select(Time).ToArray())];
        double[] medians =
        [
            .. texts.Select((_, text) => turns.Skip(WarmUpTurns).Select(turn => turn[text]).Order().ElementAt(Turns / 2)).Order(),
        ];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"intents {texts.Length} p50_us {medians[medians.Length / 2]:0.0} p99_us {medians[medians.Length * 99 / 100]:0.0}"));
    }

    private static double Time(string text)
    {
        long start = Stopwatch.GetTimestamp();
        GC.KeepAlive(PolicyCompiler.Compile(text, s_ttl, Ceiling.Default));
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
