using System.Globalization;
using System.Text;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Telos.Bench;

/// <summary>dns or domains, and --quick, which takes less time and means less.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        bool isQuick = args.Contains("--quick");
        switch (args.FirstOrDefault(word => word != "--quick"))
        {
            case "dns":
                return Judge("bench", new Dictionary<string, double>(), Run<DnsParse>(isQuick));
            case "domains":
                Dictionary<string, double> numbers = DomainNumbers.Measure();
                Compilers.Measure(numbers);
                return Judge(
                    "bench-domains", numbers, Run<DomainLookups>(isQuick), Run<SqliteLookup>(isQuick),
                    Run<LookAlikes>(isQuick), Run<LookAlikeRivals>(isQuick));
            default:
                Console.Error.WriteLine("bench: dns or domains");
                return 2;
        }
    }

    // In this process: a generated project would inherit the repository's build rules.
    private static Summary Run<T>(bool isQuick)
    {
        Job job = (isQuick ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance);
        IConfig config = DefaultConfig.Instance.AddJob(job).AddDiagnoser(MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine("build", "bench"));
        return BenchmarkRunner.Run<T>(config);
    }

    private static int Judge(string result, IReadOnlyDictionary<string, double> numbers, params Summary[] summaries)
    {
        Dictionary<string, double> figures = new(numbers);
        bool passed = true;
        foreach (Summary summary in summaries)
        {
            passed &= summary.Reports.Length != 0 && !summary.HasCriticalValidationErrors;
            foreach (BenchmarkReport report in summary.Reports)
            {
                passed &= TryAdd(figures, report);
            }
        }

        (int met, int missed) = (0, 0);
        foreach (Bar bar in Bar.All.Where(bar => figures.ContainsKey(bar.Figure)))
        {
            bool isMet = bar.IsMet(figures, out string words);
            Console.WriteLine($"bar {words}: {(isMet ? "met" : "MISSED")}");
            met += isMet ? 1 : 0;
            missed += isMet ? 0 : 1;
        }

        StringBuilder line = new($"result: {result}");
        foreach ((string name, double figure) in figures)
        {
            line.Append(CultureInfo.InvariantCulture, $" {name}={figure:F1}");
        }

        Console.WriteLine(line.Append(CultureInfo.InvariantCulture, $" bars_met={met} bars_missed={missed}"));
        return passed && missed == 0 ? 0 : 1;
    }

    private static bool TryAdd(Dictionary<string, double> figures, BenchmarkReport report)
    {
        string name = report.BenchmarkCase.Descriptor.WorkloadMethod.Name;
        if (report.ResultStatistics is null)
        {
            Console.Error.WriteLine($"bench: {name} did not run");
            return false;
        }

        figures.Add(name, report.ResultStatistics.Median);
        bool isBaseline = report.BenchmarkCase.Descriptor.Categories.Contains(Bar.Baseline);
        long? allocated = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase);
        if (allocated == 0 || isBaseline)
        {
            return true;
        }

        Console.Error.WriteLine($"bench: {name} allocates {allocated} octets a call");
        return false;
    }
}
