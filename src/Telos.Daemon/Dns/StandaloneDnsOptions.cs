namespace Telos.Daemon.Dns;

/// <summary>What <c>telos dns</c> was given.</summary>
public sealed record StandaloneDnsOptions
{
    public required IReadOnlyList<string> Listen { get; init; }

    public required IReadOnlyList<string> Upstreams { get; init; }

    public required int Threads { get; init; }

    /// <summary>Answers in all threads together; 0: none.</summary>
    public required int CacheEntries { get; init; }

    public required string? DenyFile { get; init; }

    public required bool DenyAll { get; init; }

    /// <summary>Look-alikes and names known as harmful are denied.</summary>
    public required bool Judge { get; init; }

    /// <summary>What they are known by; where there is no such file, what the program was built with.</summary>
    public required string IndexFile { get; init; }
}
