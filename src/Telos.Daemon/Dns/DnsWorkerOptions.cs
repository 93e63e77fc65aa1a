using Telos.Core.Dns;
using Telos.Core.Mirage;
using Telos.Daemon.Domains;
using Telos.Daemon.Hyperion;

namespace Telos.Daemon.Dns;

/// <summary>What all threads of a server have in common.</summary>
internal sealed record DnsWorkerOptions
{
    /// <summary>An exchange has a bit for each.</summary>
    public const int UpstreamsMax = 32;

    /// <summary>In the order in which they are preferred.</summary>
    public required UpstreamAddress[] Upstreams { get; init; }

    /// <summary>Null: nothing is remembered.</summary>
    public required ResponseCacheOptions? Cache { get; init; }

    /// <summary>Denied with their subdomains.</summary>
    public DeniedNames? Denied { get; init; }

    public bool DenyAll { get; init; }

    /// <summary>What names are judged by; null: they are not, and no agent is served.</summary>
    public DomainKnowledge? Domains { get; init; }

    /// <summary>No name that is judged may have one of them in it.</summary>
    public TokenIndex Tokens { get; init; } = new();

    /// <summary>Told which names agents were denied because of what the names are; null: nobody is.</summary>
    public DeniedAddresses? Denials { get; init; }

    /// <summary>Names that are denied by their verdicts are denied to those who are no agents too.</summary>
    public bool JudgesAll { get; init; }

    /// <summary>Questions under way upstream, and those who wait for them, in one thread.</summary>
    public int OutstandingMax { get; init; } = 65536;

    public UpstreamLimits Limits { get; init; } = new();

    /// <summary>Whose time stamps count, for patience and for the cache.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
