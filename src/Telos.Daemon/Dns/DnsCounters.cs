namespace Telos.Daemon.Dns;

/// <summary>Of one thread, which alone counts; whoever reads sees each as it was a moment ago.</summary>
internal sealed class DnsCounters
{
    /// <summary>From when a query was read to when its answer was given out.</summary>
    public readonly LatencyBuckets Latency = new();

    public long Queries;
    public long Malformed;
    public long Denied;
    public long CacheHits;
    public long StaleAnswers;
    public long Coalesced;
    public long Forwarded;
    public long UpstreamAnswers;
    public long UpstreamFailures;
    public long UpstreamTimeouts;

    /// <summary>Responses that fit nothing that was asked: someone guesses.</summary>
    public long Mismatches;

    /// <summary>Questions refused because all places for waiting were taken.</summary>
    public long Overloaded;

    public long SendFailures;

    /// <summary>Refusals of agents' names that the log does not have, since there were too many in a second.</summary>
    public long Untold;

    /// <summary>Bytes that the thread took from the managed heap in its life.</summary>
    public long AllocatedBytes;
}
