using Prometheus;
using Telos.Daemon.Dns;

namespace Telos.Daemon.Metrics;

/// <summary>The DNS dataplane, summed over its threads.</summary>
internal sealed class DnsMetrics
{
    private readonly Func<IReadOnlyList<DnsCounters>> _threads;
    private readonly Counter _queries, _verdicts, _upstream, _failures, _untold;
    private readonly Histogram _latency;
    private readonly double[] _seconds = new double[LatencyBuckets.Count];
    private readonly long[] _observed = new long[LatencyBuckets.Count];

    private DnsMetrics(IMetricFactory make, Func<IReadOnlyList<DnsCounters>> threads)
    {
        _threads = threads;
        _queries = make.CreateCounter("telos_dns_queries_total", "Queries of all clients.");
        _verdicts = make.CreateCounter(
            "telos_dns_responses_total",
            "What was said to them: denied, cached, stale (of the cached, and of those that waited), malformed (nothing or an "
            + "error), overloaded. What is missing to the queries was looked up.", ["verdict"]);
        _upstream = make.CreateCounter(
            "telos_dns_upstream_total", "Questions to servers (asked), and what became of them.", ["outcome"]);
        _failures = make.CreateCounter("telos_dns_send_failures_total", "Datagrams that could not be sent.");
        _untold = make.CreateCounter(
            "telos_dns_untold_total", "Names refused that the log does not have, since there were too many in a second.");
        _latency = make.CreateHistogram(
            "telos_dns_latency_seconds", "From when a query was read to when its answer was given out.",
            new HistogramConfiguration { Buckets = [.. LatencyBuckets.Bounds.Select(bound => bound.TotalSeconds)] });
    }

    public static Func<IMetricFactory, Action> Of(Func<IReadOnlyList<DnsCounters>> threads) =>
        make => new DnsMetrics(make, threads).Read;

    private void Read()
    {
        IReadOnlyList<DnsCounters> threads = _threads();
        long Sum(Func<DnsCounters, long> of) => threads.Sum(of);
        _queries.IncTo(Sum(thread => thread.Queries));
        _verdicts.WithLabels("denied").IncTo(Sum(thread => thread.Denied));
        _verdicts.WithLabels("cached").IncTo(Sum(thread => thread.CacheHits));
        _verdicts.WithLabels("stale").IncTo(Sum(thread => thread.StaleAnswers));
        _verdicts.WithLabels("malformed").IncTo(Sum(thread => thread.Malformed));
        _verdicts.WithLabels("overloaded").IncTo(Sum(thread => thread.Overloaded));
        _upstream.WithLabels("asked").IncTo(Sum(thread => thread.Forwarded));
        _upstream.WithLabels("joined").IncTo(Sum(thread => thread.Coalesced));
        _upstream.WithLabels("answered").IncTo(Sum(thread => thread.UpstreamAnswers));
        _upstream.WithLabels("failed").IncTo(Sum(thread => thread.UpstreamFailures));
        _upstream.WithLabels("timed_out").IncTo(Sum(thread => thread.UpstreamTimeouts));
        _upstream.WithLabels("mismatched").IncTo(Sum(thread => thread.Mismatches));
        _failures.IncTo(Sum(thread => thread.SendFailures));
        _untold.IncTo(Sum(thread => thread.Untold));
        for (int bucket = 0; bucket < LatencyBuckets.Count; bucket++)
        {
            long count = Sum(thread => thread.Latency.CountOf(bucket));
            double seconds = threads.Sum(thread => thread.Latency.SecondsOf(bucket));
            Observe(bucket, count - _observed[bucket], seconds - _seconds[bucket]);
            _observed[bucket] = count;
            _seconds[bucket] = seconds;
        }
    }

    // Their mean is within the bucket's bounds: so often observed, it makes the bucket's count and the sum right. A count may be
    // read a moment before its seconds, whence the bounds.
    private void Observe(int bucket, long count, double seconds)
    {
        if (count > 0)
        {
            double from = bucket == 0 ? 0 : Math.BitIncrement(LatencyBuckets.Bounds[bucket - 1].TotalSeconds);
            double to = bucket == LatencyBuckets.Count - 1
                ? double.MaxValue
                : LatencyBuckets.Bounds[bucket].TotalSeconds;
            _latency.Observe(Math.Clamp(seconds / count, from, to), count);
        }
    }
}
