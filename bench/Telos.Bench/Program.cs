using System.Globalization;
using System.Text;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Telos.Bench;

internal static class Program
{
    // In this process: a generated project would inherit the repository's build rules.
    private static int Main(string[] args)
    {
        Job job = (args is ["--quick"] ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance);
        IConfig config = DefaultConfig.Instance.AddJob(job).WithArtifactsPath(Path.Combine("build", "bench"));
        Summary summary = BenchmarkRunner.Run<DnsParse>(config);
        StringBuilder line = new("result: bench");
        bool passed = true;
        foreach (BenchmarkReport report in summary.Reports)
        {
            passed &= Add(line, report);
        }

        Console.WriteLine(line.ToString());
        return passed && !summary.HasCriticalValidationErrors && summary.Reports.Length != 0 ? 0 : 1;
    }

    private static bool Add(StringBuilder line, BenchmarkReport report)
    {
        string name = report.BenchmarkCase.Descriptor.WorkloadMethod.Name;
        if (report.ResultStatistics is null)
        {
            Console.Error.WriteLine($"bench: {name} did not run");
            return false;
        }

        double median = report.ResultStatistics.Median;
        long? allocated = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase);
        line.Append(CultureInfo.InvariantCulture, $" {name}={median:F1}");
        if (allocated != 0)
        {
            Console.Error.WriteLine($"bench: {name} allocates {allocated} octets a call");
        }

        bool isOver = median > Bar.Of(name);
        if (isOver)
        {
            Console.Error.WriteLine($"bench: {name} takes {median:F1} ns, at most {Bar.Of(name)}");
        }

        return allocated == 0 && !isOver;
    }
}
