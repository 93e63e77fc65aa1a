namespace Telos.Daemon.Dns;

/// <summary>How long a server that is asked is waited for, and when it is taken for dead. Times are in milliseconds.</summary>
internal sealed record UpstreamLimits
{
    /// <summary>Attempt by attempt, to another server where there is one: in all less than a client's usual 5 s.</summary>
    public int[] DatagramMs { get; init; } = [800, 1200, 2000];

    /// <summary>Longer than <see cref="StreamLimits.UpstreamSeconds"/>, which says by itself when it is over.</summary>
    public int StreamMs { get; init; } = 4500;

    /// <summary>RFC 8767 5, the client response timer: a stream is waited for on, but who waits gets what is known.</summary>
    public int StaleMs { get; init; } = 1800;

    /// <summary>Questions in a row of which nothing was heard, until the server is probed.</summary>
    public int FailuresMax { get; init; } = 3;

    public int RestMsMin { get; init; } = 500;

    public int RestMsMax { get; init; } = 5000;
}
