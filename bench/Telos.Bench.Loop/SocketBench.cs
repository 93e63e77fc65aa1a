using System.Diagnostics;
using System.Globalization;

namespace Telos.Bench.Loop;

/// <summary>
/// The agent socket: the server in one process on a core of its own, agents that ask it in others. Prints a figure a line,
/// "NAME VALUE". Needs root.
/// </summary>
internal sealed class SocketBench : IDisposable
{
    private const string ServerCore = "0";
    private const string ClientCore = "1";
    private const int PerSecond = 20_000;
    private const int Seconds = 3;
    private const int IdleClients = 10_000;
    private const int IdleOfAnAgent = 250;
    private const int QuietMs = 5_000;

    private readonly string _directory = Directory.CreateTempSubdirectory("telos-socket-").FullName;
    private readonly string _path;
    private readonly Process _server;

    private SocketBench()
    {
        _path = Path.Combine(_directory, "agent.sock");
        _server = Start(ServerCore, "socket-served", _path);
        Say(_server, null, "ready");
    }

    public static void Run()
    {
        using SocketBench bench = new();
        bench.AskOneAtATime("");
        bench.Flood();
        bench.BesideTheDeaf();
        bench.BesideTheIdle();
    }

    public void Dispose()
    {
        End(_server);
        Directory.Delete(_directory, recursive: true);
    }

    private void AskOneAtATime(string suffix)
    {
        string[] figures = Ask("socket-latency");
        string[] names = ["self_p50_us", "self_p99_us", "declare_p50_us", "declare_p99_us", "fresh_p50_us", "fresh_p99_us"];
        for (int i = 0; i < names.Length; i++)
        {
            Print(names[i] + suffix, figures[i]);
        }
    }

    private void Flood()
    {
        double[] before = Usage();
        string[] figures = Ask("socket-flood", $"{PerSecond}", $"{Seconds}");
        double[] after = Usage();
        double answered = double.Parse(figures[0], CultureInfo.InvariantCulture);
        Print("lost", figures[1]);
        Print("declares_per_s", figures[2]);
        Print("cpu_us_per_declare", (after[0] - before[0]) / answered);
        Print("allocated_bytes_per_declare", (after[2] - before[2]) / answered);
    }

    private void BesideTheDeaf()
    {
        string[] figures = Ask("socket-deaf");
        Print("deaf_p50_us", figures[0]);
        Print("deaf_p99_us", figures[1]);
    }

    private void BesideTheIdle()
    {
        double[] before = Usage();
        List<Process> idle = [];
        int held = 0;
        try
        {
            while (held == idle.Count * IdleOfAnAgent && held < IdleClients)
            {
                idle.Add(StartAgent("socket-idle", $"{IdleOfAnAgent}"));
                held += int.Parse(Say(idle[^1], "go", null)!, CultureInfo.InvariantCulture);
            }

            double[] connected = Usage();
            Thread.Sleep(QuietMs);
            double[] quiet = Usage();
            Print("idle_clients", held);
            Print("idle_kib_per_client", (quiet[1] - before[1]) / Math.Max(held, 1));
            Print("idle_cpu_percent", (quiet[0] - connected[0]) / (QuietMs * 10.0));
            if (held == IdleClients)
            {
                AskOneAtATime("_beside_idle");
            }
        }
        finally
        {
            idle.ForEach(End);
        }
    }

    private string[] Ask(params string[] words)
    {
        Process client = StartAgent(words[0], words[1..]);
        try
        {
            return Say(client, "go", null)!.Split(' ');
        }
        finally
        {
            End(client);
        }
    }

    private double[] Usage() =>
        [.. Say(_server, "usage", null)!.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];

    private Process StartAgent(string kind, params string[] words)
    {
        Process client = Start(ClientCore, [kind, _path, .. words]);
        Say(_server, client.Id.ToString(CultureInfo.InvariantCulture), "enrolled");
        return client;
    }

    // taskset(1) becomes the program that it starts.
    private static Process Start(string core, params string[] words) => Process.Start(new ProcessStartInfo(
        "taskset", ["-c", core, Environment.ProcessPath!, .. words])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static string? Say(Process process, string? order, string? answer)
    {
        if (order is not null)
        {
            process.StandardInput.WriteLine(order);
            process.StandardInput.Flush();
        }

        string? said = process.StandardOutput.ReadLine();
        return said is null || (answer is not null && said != answer)
            ? throw new InvalidOperationException($"\"{order}\" was answered by \"{said}\"")
            : said;
    }

    private static void End(Process process)
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static void Print(string name, string figure) => Console.WriteLine($"{name} {figure}");

    private static void Print(string name, double figure) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {figure:0.0}"));
}
