using System.Diagnostics;
using Telos.Core.Domains.Indexes;
using Telos.Linux.Memory;

namespace Telos.Bench;

/// <summary>What is measured once: the size of an index of a million names, and how long it takes to open.</summary>
internal static class DomainNumbers
{
    public const string IndexMegabytes = "IndexMegabytes";
    public const string OpenMilliseconds = "OpenMilliseconds";

    private const int Million = 1_000_000;
    private const int Opens = 9;

    public static Dictionary<string, double> Measure()
    {
        string path = Path.GetTempFileName();
        try
        {
            byte[] bytes = MadeNames.Index(MadeNames.Names(MadeNames.Labels(Million, 1), 2), []);
            File.WriteAllBytes(path, bytes);
            List<double> times = [];
            for (int i = 0; i < Opens; i++)
            {
                long begin = Stopwatch.GetTimestamp();
                MappedFile file = MappedFile.Open(path);
                DomainIndex index = MadeNames.Open(file.Memory);
                times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                GC.KeepAlive(index);
                ((IDisposable)file).Dispose();
            }

            times.Sort();
            return new() { [IndexMegabytes] = bytes.Length / 1e6, [OpenMilliseconds] = times[Opens / 2] };
        }
        finally
        {
            File.Delete(path);
        }
    }
}
