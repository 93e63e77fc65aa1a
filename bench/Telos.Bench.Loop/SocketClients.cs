using System.Diagnostics;
using System.Globalization;

namespace Telos.Bench.Loop;

/// <summary>
/// What processes of agents ask, one kind a process. Each waits for a line on standard input, by when it is an agent, and says
/// a line of figures.
/// </summary>
internal static class SocketClients
{
    private const int WarmUp = 500;
    private const int Samples = 3000;
    private const int Connections = 8;
    private const int Deaf = 4;
    private const int DeafRequestsMax = 20_000;
    private const int PacesPerSecond = 1000;
    private const int WindowMax = 256;
    private const int SlackMax = 2;

    // Words that one agent says again and again, as its work goes from one step to the next.
    private static readonly string[] s_intents =
    [
        "list files with ls", "search for errors in /var/log with grep", "count lines in /tmp with wc", "show the date",
        "sort /tmp/names.txt and remove duplicates", "show disk usage with du", "compare two files with diff",
        "compress /tmp/logs with tar and gzip",
    ];

    private static long s_id;

    /// <summary>Round trips one at a time: a cheap method, words said before, words never said.</summary>
    public static void Latency(string path)
    {
        Console.ReadLine();
        using SocketLine line = new(path);
        string self = RoundTrips(line, Samples, id => SocketLine.Request(id, "self", "{}"));
        string known = RoundTrips(line, Samples, Known);
        string fresh = RoundTrips(line, Samples, id => SocketLine.Declare(id, $"count lines in /tmp/{id}.txt with wc"));
        Console.WriteLine($"{self} {known} {fresh}");
    }

    /// <summary>As many declares as are to be answered in <paramref name="seconds"/>, by several connections at once.</summary>
    public static void Flood(string path, int perSecond, int seconds)
    {
        Console.ReadLine();
        SocketLine[] lines = [.. Enumerable.Range(0, Connections).Select(_ => new SocketLine(path))];
        foreach (SocketLine line in lines)
        {
            RoundTrips(line, 1, Known);
        }

        int each = perSecond * seconds / Connections;
        long[] asked = new long[Connections];
        long[] answered = new long[Connections];
        long start = Stopwatch.GetTimestamp();
        Thread[] threads = [.. lines.SelectMany((line, i) =>
        {
            SemaphoreSlim window = new(WindowMax);
            return new Thread[]
            {
                new(() => asked[i] = Pace(line, each, perSecond / Connections, window)),
                new(() => answered[i] = Count(line, window)),
            };
        })];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{answered.Sum()} {asked.Sum() - answered.Sum()} {answered.Sum() / took.TotalSeconds:0}"));
        Array.ForEach(lines, line => line.Dispose());
    }

    /// <summary>Some connections ask without end and read nothing; another one's round trips.</summary>
    public static void BesideTheDeaf(string path)
    {
        Console.ReadLine();
        SocketLine[] deaf = [.. Enumerable.Range(0, Deaf).Select(_ => new SocketLine(path))];
        byte[] self = SocketLine.Request(1, "self", "{}");
        foreach (SocketLine line in deaf)
        {
            for (int i = 0; i < DeafRequestsMax && line.TrySend(self); i++)
            {
                // Until both its requests and its answers have filled what the kernel keeps for it.
            }
        }

        using (SocketLine other = new(path))
        {
            Console.WriteLine(RoundTrips(other, Samples, Known));
        }

        Array.ForEach(deaf, line => line.Dispose());
    }

    /// <summary>Connections that say nothing, until standard input ends.</summary>
    public static void Idle(string path, int count)
    {
        Console.ReadLine();
        List<SocketLine> lines = [];
        try
        {
            while (lines.Count < count)
            {
                lines.Add(new SocketLine(path));
            }
        }
        catch (Exception error) when (error is InvalidOperationException or System.Net.Sockets.SocketException)
        {
            Console.Error.WriteLine($"bench: connection {lines.Count + 1} of {count}: {error.Message}");
        }

        Console.WriteLine(lines.Count);
        Console.ReadLine();
        lines.ForEach(line => line.Dispose());
    }

    private static byte[] Known(long id) => SocketLine.Declare(id, s_intents[id % s_intents.Length]);

    private static string RoundTrips(SocketLine line, int samples, Func<long, byte[]> request)
    {
        double[] times = new double[samples];
        for (int i = -WarmUp; i < samples; i++)
        {
            byte[] bytes = request(++s_id);
            long start = Stopwatch.GetTimestamp();
            line.Send(bytes);
            ReadOnlySpan<byte> answer = line.Read();
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            if (!SocketLine.IsResult(answer, s_id))
            {
                throw new InvalidOperationException($"no result: {System.Text.Encoding.UTF8.GetString(answer)}");
            }

            times[Math.Max(i, 0)] = took.TotalMicroseconds;
        }

        Array.Sort(times);
        return string.Create(CultureInfo.InvariantCulture, $"{times[samples / 2]:0.0} {times[samples * 99 / 100]:0.0}");
    }

    // A server that is slower is not asked for all of them.
    private static int Pace(SocketLine line, int count, int perSecond, SemaphoreSlim window)
    {
        TimeSpan longest = TimeSpan.FromSeconds(SlackMax * count / perSecond);
        byte[][] requests = [.. Enumerable.Range(0, count).Select(id => Known(id))];
        long start = Stopwatch.GetTimestamp();
        int sent = 0;
        for (; sent < count && Stopwatch.GetElapsedTime(start) < longest; sent++)
        {
            while (sent >= Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond)
            {
                Thread.Sleep(1000 / PacesPerSecond);
            }

            window.Wait();
            line.Send(requests[sent]);
        }

        line.Finish();
        return sent;
    }

    // Answers in their order, each once.
    private static long Count(SocketLine line, SemaphoreSlim window)
    {
        long right = 0;
        for (long id = 0; ; id++)
        {
            ReadOnlySpan<byte> answer = line.Read();
            if (answer.IsEmpty)
            {
                return right;
            }

            right += SocketLine.IsResult(answer, id) ? 1 : 0;
            window.Release();
        }
    }
}
