using Prometheus;
using Telos.Core.Protocol;
using Telos.Daemon.Sockets;

namespace Telos.Daemon.Metrics;

/// <summary>
/// GET /metrics, in Prometheus's text format 0.0.4. Whoever connects may read it: no value tells of one agent alone, and no label
/// is of an agent's making. It is read from where it is counted anyway when it is asked for, so that nothing is counted for it.
/// </summary>
internal sealed class MetricsSite : IHttpSite
{
    private const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _reading = new();
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly Action[] _sources;

    /// <param name="sources">Each makes its metrics in the registry, and returns what sets them to what is now.</param>
    public MetricsSite(params ReadOnlySpan<Func<IMetricFactory, Action>> sources)
    {
        IMetricFactory factory = Prometheus.Metrics.WithCustomRegistry(_registry);
        _sources = new Action[sources.Length];
        for (int i = 0; i < sources.Length; i++)
        {
            _sources[i] = sources[i](factory);
        }
    }

    public HttpAnswer? Judge(in HttpRequestHead head) => (IsMetrics(head.Target), head.Method.SequenceEqual("GET"u8)) switch
    {
        (false, _) => HttpAnswer.Fault(404, "there is GET /metrics"),
        (_, false) => HttpAnswer.Fault(405, "there is GET /metrics"),
        _ => head.ContentLength > HttpLimits.BodyBytesMax
            ? HttpAnswer.Fault(413, $"a body has at most {HttpLimits.BodyBytesMax} bytes")
            : null,
    };

    public HttpAnswer Answer(in HttpRequestHead head, ReadOnlySpan<byte> body)
    {
        lock (_reading)
        {
            foreach (Action read in _sources)
            {
                read();
            }

            using MemoryStream text = new();
            // It writes to memory: nothing is waited for.
            _registry.CollectAndExportAsTextAsync(text).GetAwaiter().GetResult();
            return new HttpAnswer(200, text.ToArray(), TextFormat);
        }
    }

    private static bool IsMetrics(ReadOnlySpan<byte> target) =>
        target.StartsWith("/metrics"u8) && (target.Length == "/metrics"u8.Length || target["/metrics"u8.Length] == (byte)'?');
}
