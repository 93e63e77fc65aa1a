using System.Diagnostics;
using Prometheus;

namespace Telos.Daemon.Metrics;

/// <summary>The daemon's own process, under the names that Prometheus's clients share.</summary>
internal sealed class ProcessMetrics
{
    private readonly Counter _cpu;
    private readonly Gauge _resident, _open, _managed;
    private readonly Counter _collections;

    private ProcessMetrics(IMetricFactory make)
    {
        _cpu = make.CreateCounter("process_cpu_seconds_total", "Of user and kernel.");
        _resident = make.CreateGauge("process_resident_memory_bytes", "Resident memory.");
        _open = make.CreateGauge("process_open_fds", "Open descriptors.");
        _managed = make.CreateGauge("telos_managed_heap_bytes", "Of it, what the garbage collector looks after.");
        _collections = make.CreateCounter("telos_gc_collections_total", "Garbage collections of any generation.");
        Gauge start = make.CreateGauge("process_start_time_seconds", "Since the epoch, UTC.");
        using Process self = Process.GetCurrentProcess();
        start.Set(new DateTimeOffset(self.StartTime).ToUnixTimeMilliseconds() / 1000.0);
    }

    public static Func<IMetricFactory, Action> Of() => make => new ProcessMetrics(make).Read;

    private void Read()
    {
        _cpu.IncTo(Environment.CpuUsage.TotalTime.TotalSeconds);
        _resident.Set(Environment.WorkingSet);
        _open.Set(Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        _managed.Set(GC.GetTotalMemory(forceFullCollection: false));
        _collections.IncTo(GC.CollectionCount(0));
    }
}
