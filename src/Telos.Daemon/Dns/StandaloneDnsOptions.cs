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
}
