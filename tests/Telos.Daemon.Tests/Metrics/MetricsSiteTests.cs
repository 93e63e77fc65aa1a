using System.Diagnostics;
using System.Globalization;
using System.Text;
using Prometheus;
using Telos.Core.Audit;
using Telos.Core.Protocol;
using Telos.Daemon.Dns;
using Telos.Daemon.Metrics;
using Xunit;

namespace Telos.Daemon.Tests.Metrics;

public sealed class MetricsSiteTests
{
    [Theory]
    [InlineData("GET /metrics HTTP/1.1", 200)]
    [InlineData("GET /metrics?collect[]=x HTTP/1.1", 200)]
    [InlineData("GET /metricsx HTTP/1.1", 404)]
    [InlineData("GET / HTTP/1.1", 404)]
    [InlineData("POST /metrics HTTP/1.1", 405)]
    public void Judge_LetsTheOneRequestThrough(string line, int status)
    {
        MetricsSite site = new();
        byte[] request = Encoding.ASCII.GetBytes(line + "\r\n\r\n");
        Assert.Equal(HttpHeadStatus.Ok, HttpRequestHead.TryParse(request, out HttpRequestHead head));
        Assert.Equal(status, (site.Judge(head) ?? site.Answer(head, default)).Status);
    }

    [Fact]
    public void Answer_EscapesLabels()
    {
        MetricsSite site = new(make =>
        {
            Gauge gauge = make.CreateGauge("telos_test", "A \\ and\na line.", ["what"]);
            return () => gauge.WithLabels("a\"b\\c\nd").Set(1);
        });
        string text = Text(site);
        Assert.Contains("""telos_test{what="a\"b\\c\nd"} 1""" + "\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nd\"}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_HasBucketsAndSumsOfAllThreads_EachTimeAnew()
    {
        DnsCounters one = new() { Queries = 2, Denied = 1 };
        DnsCounters other = new() { Queries = 5 };
        MetricsSite site = new(DnsMetrics.Of(() => [one, other]));
        one.Latency.Add(2, Ticks(0.0003));
        other.Latency.Add(1, Ticks(7));
        string text = Text(site);
        Assert.Contains("\ntelos_dns_queries_total 7\n", text, StringComparison.Ordinal);
        Assert.Equal((2, 2, 3), (Bucket(text, "0.0005"), Bucket(text, "5"), Bucket(text, "+Inf")));
        Assert.Equal(7.0006, Value(text, "telos_dns_latency_seconds_sum"), precision: 6);

        other.Latency.Add(4, Ticks(0.0004));
        text = Text(site);
        Assert.Equal((0, 6, 7), (Bucket(text, "0.0001"), Bucket(text, "0.0005"), Bucket(text, "+Inf")));
        Assert.Equal(7.0022, Value(text, "telos_dns_latency_seconds_sum"), precision: 6);
    }

    [Fact]
    public void Counts_TellRefusalsFromTaintsAndFromWhatTheDaemonDid()
    {
        RecordCounts counts = new();
        counts.Add(Record("refused", "exec", "exec_not_granted", "HIGH"));
        counts.Add(Record("refused", "exec", "exec_not_granted", "CLEAN"));
        counts.Add(Record("taint", "file", "taint_raised", "HIGH"));
        counts.Add(Record("declared", "none", "none", "CLEAN"));
        Assert.Equal(
            [
                (new RecordKind("declared", "none", "none", ""), 1),
                (new RecordKind("refused", "exec", "exec_not_granted", ""), 2),
                (new RecordKind("taint", "file", "taint_raised", "HIGH"), 1),
            ],
            counts.All().Select(count => (count.Key, count.Value)).OrderBy(count => count.Key.Action, StringComparer.Ordinal));
    }

    private static AuditRecord Record(string action, string gate, string reason, string taint) =>
        new(0, "", action, 1, 1, 1, 0, "", gate, "DENY", reason, taint, "");

    private static string Text(MetricsSite site) => Encoding.UTF8.GetString(site.Answer(default, default).Body);

    private static double Bucket(string text, string bound) => Value(text, $"telos_dns_latency_seconds_bucket{{le=\"{bound}\"}}");

    private static double Value(string text, string key) => double.Parse(
        text.Split('\n').Single(line => line.StartsWith(key + " ", StringComparison.Ordinal))[(key.Length + 1)..],
        CultureInfo.InvariantCulture);

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
