using System.Diagnostics;
using System.Globalization;

namespace Telos.Bench;

/// <summary>
/// The loops of Telos.Bench.Loop, in turns as the JIT compiler makes them and as the ahead-of-time compiler did, which
/// makes the program that ships.
/// </summary>
internal static class Compilers
{
    // Each takes the middle one of so many processes: what else the machine does lasts longer than one loop.
    private const int Turns = 3;

    private static readonly string s_jit = Path.Combine("build", "bench", "jit", "Telos.Bench.Loop.dll");
    private static readonly string s_aot = Path.Combine("build", "bench", "aot", "Telos.Bench.Loop");

    /// <summary>Prints a table, and adds two figures a question.</summary>
    public static void Measure(Dictionary<string, double> figures)
    {
        Dictionary<string, List<double>> jit = [];
        Dictionary<string, List<double>> aot = [];
        for (int turn = 0; turn < Turns; turn++)
        {
            Run(jit, "dotnet", s_jit);
            Run(aot, s_aot);
        }

        Console.WriteLine($"loop {"median of " + Turns + " (least to most)",-36}{"jit",-32}{"aot",-32}aot/jit");
        foreach ((string question, List<double> times) in jit)
        {
            (double byJit, double byAot) = (MiddleOf(times), MiddleOf(aot[question]));
            figures.Add(question + "Jit", byJit);
            figures.Add(question + "Aot", byAot);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"loop {question,-36}{Words(times),-32}{Words(aot[question]),-32}{byAot / byJit:0.00}"));
        }
    }

    private static void Run(Dictionary<string, List<double>> times, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is string line)
        {
            string[] words = line.Split(' ');
            if (!times.TryGetValue(words[0], out List<double>? list))
            {
                times.Add(words[0], list = []);
            }

            list.Add(double.Parse(words[1], CultureInfo.InvariantCulture));
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
        }
    }

    private static double MiddleOf(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static string Words(List<double> times) => string.Create(
        CultureInfo.InvariantCulture, $"{MiddleOf(times):0.0} ({times.Min():0.0} to {times.Max():0.0})");
}
