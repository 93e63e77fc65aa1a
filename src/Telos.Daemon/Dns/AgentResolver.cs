using System.Net;
using Telos.Core.Abi;
using Telos.Core.Dns;
using Telos.Core.Domains;
using Telos.Core.Mirage;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon.Agents;
using Telos.Daemon.Domains;
using Telos.Daemon.Hyperion;
using Telos.Linux;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Dns;

/// <summary>
/// The daemon's DNS dataplane: answers each agent at a port of its own, to which the kernel leads it whatever resolver it
/// names, and everybody else where the operator says so.
/// </summary>
internal sealed class AgentResolver : IAgentNames, IDisposable
{
    private const int CacheEntries = 20_000;
    private const int CacheBytes = 8 << 20;
    private const int PortTriesMax = 16;

    private readonly BpfMap<NetKey, NetGrant> _grants;
    private readonly BlockList _blocks;
    private readonly DnsServer _server;
    private readonly DomainKnowledge _domains;
    private readonly DeniedAddresses _denials;
    private readonly Action<AgentScope, string, string> _refused;
    private readonly StreamLimits _limits = new();
    private readonly LabelBudgetLimits _budget;
    private readonly string[] _upstreams;
    private readonly Dictionary<uint, AgentListener> _listeners = [];
    private readonly List<Task> _closing = [];

    /// <summary>One for all agents below the one that a person started: no agent gets more to tell by starting others.</summary>
    private readonly Dictionary<uint, LabelBudget> _budgets = [];

    private AgentResolver(
        DnsServer server, DomainKnowledge domains, DeniedAddresses denials, string[] upstreams, LabelBudgetLimits budget,
        BpfMap<NetKey, NetGrant> grants, BlockList blocks, Action<AgentScope, string, string> refused)
    {
        _server = server;
        _domains = domains;
        _denials = denials;
        _blocks = blocks;
        _budget = budget;
        _upstreams = upstreams;
        _grants = grants;
        _refused = refused;
    }

    /// <exception cref="DaemonException">An address that the operator wrote is none, or there are too many.</exception>
    public static void Require(Ceiling ceiling)
    {
        foreach (string listener in ceiling.DnsListen)
        {
            _ = EndPointText.ParseListener(listener);
        }

        foreach (string upstream in ceiling.DnsUpstreams)
        {
            _ = EndPointText.ParseUpstream(upstream);
        }

        if (ceiling.DnsUpstreams.Length > DnsWorkerOptions.UpstreamsMax)
        {
            throw new DaemonException(
                $"dns.upstreams: at most {DnsWorkerOptions.UpstreamsMax} servers, not {ceiling.DnsUpstreams.Length}");
        }
    }

    /// <summary>Null: there is nobody to ask, and agents reach resolvers as any other destination.</summary>
    /// <param name="tokens">That no agent may look up as a part of a name.</param>
    /// <param name="refused">Told of each refusal, by a DNS thread: name and reason.</param>
    /// <param name="note">Told what became of another index of domains.</param>
    /// <exception cref="DaemonException">What the operator wrote cannot be used.</exception>
    public static AgentResolver? Start(
        Ceiling ceiling, BpfMap<NetKey, NetGrant> grants, HyperionBridge hyperion, TokenIndex tokens,
        Action<AgentScope, string, string> refused, Action<string> note)
    {
        Require(ceiling);
        UpstreamAddress[] upstreams = Upstreams(ceiling);
        if (upstreams.Length == 0)
        {
            return null;
        }

        DomainKnowledge domains = new(TelosPaths.DomainIndex, note);
        DeniedAddresses denials = new(hyperion.Blocks, () => hyperion.IsFiltering);
        DnsServer server = new(
            new DnsWorkerOptions
            {
                Upstreams = upstreams,
                Domains = domains,
                Tokens = tokens,
                Denials = denials,
                Cache = new ResponseCacheOptions { Entries = CacheEntries, Bytes = CacheBytes },
            },
            Math.Min(Environment.ProcessorCount, 4));
        AgentResolver resolver = new(
            server, domains, denials, [.. upstreams.Select(EndPointText.Of)], ceiling.NameBudget, grants, hyperion.Blocks,
            refused);
        foreach (string listener in ceiling.DnsListen)
        {
            _ = server.Listen(EndPointText.ParseListener(listener));
        }

        IPEndPoint own = server.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        server.Start();
        denials.Start(own);
        return resolver;
    }

    /// <summary>The servers that names are asked of: the operator's, or those of the machine.</summary>
    public static UpstreamAddress[] Upstreams(Ceiling ceiling) => ceiling.DnsUpstreams.Length > 0
        ? [.. ceiling.DnsUpstreams.Select(EndPointText.ParseUpstream)]
        : [.. HostAddresses.Resolvers().Select(address => new UpstreamAddress(new IPEndPoint(address, 53), null))];

    public ushort Open(AgentEntry agent)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return Open(agent, port: 0);
            }
            catch (Exception error) when (error is LinuxException or DaemonException)
            {
                // Free by UDP, but not by TCP or not in IPv6: another one.
                if (tries == PortTriesMax)
                {
                    throw new DaemonException($"no loopback port for the agent's DNS: {error.Message}", error);
                }
            }
        }
    }

    public bool TryReopen(AgentEntry agent)
    {
        try
        {
            Open(agent, agent.DnsPort);
            return true;
        }
        catch (Exception error) when (error is LinuxException or DaemonException)
        {
            return false;
        }
    }

    public string? Charge(AgentEntry agent, CompiledPolicy policy)
    {
        if (!_listeners.TryGetValue(agent.Id, out AgentListener? listener))
        {
            return null;
        }

        Span<byte> name = stackalloc byte[DnsLimits.NameLengthMax];
        foreach (string host in policy.Hosts.Select(grant => grant.Host).Distinct(StringComparer.Ordinal))
        {
            if (!IPAddress.TryParse(host, out _) && NameText.TryRead(host, name, out int length)
                && listener.Scope.Charge(name[..length], DnsType.A, Environment.TickCount64 / 1000) is not null)
            {
                return host;
            }
        }

        return null;
    }

    public void SetPolicy(AgentEntry agent)
    {
        if (agent.Policy is CompiledPolicy policy && _listeners.TryGetValue(agent.Id, out AgentListener? listener))
        {
            listener.Scope.SetPolicy(NamedHosts.Of(policy, agent.Generation, agent.ExpiresNs));
        }
    }

    public void Close(uint agentId)
    {
        if (_listeners.Remove(agentId, out AgentListener? listener))
        {
            _closing.RemoveAll(closing => closing.IsCompletedSuccessfully);
            _closing.Add(listener.CloseAsync());
        }

        // The last of its family.
        _budgets.Remove(agentId);
    }

    /// <summary>One for each thread.</summary>
    public IReadOnlyList<DnsCounters> Counters => _server.Counters;

    public NamesReport Report()
    {
        long Sum(Func<DnsCounters, long> of) => _server.Counters.Sum(of);
        return new NamesReport(
            _upstreams,
            Sum(counters => counters.Queries),
            Sum(counters => counters.Denied),
            Sum(counters => counters.CacheHits),
            Sum(counters => counters.Forwarded),
            Sum(counters => counters.UpstreamFailures),
            Sum(counters => counters.Mismatches),
            Sum(counters => counters.Overloaded),
            Sum(counters => counters.Untold));
    }

    public void Dispose()
    {
        Task.WhenAll(_closing.Concat(_listeners.Values.Select(listener => listener.CloseAsync()))).GetAwaiter().GetResult();
        _denials.Dispose();
        _server.Dispose();
        _domains.Dispose();
    }

    private ushort Open(AgentEntry agent, ushort port)
    {
        if (!_budgets.TryGetValue(agent.Family, out LabelBudget? budget))
        {
            budget = new LabelBudget(_domains.Index.Suffixes, HashKey.Random(), _budget);
            _budgets.Add(agent.Family, budget);
        }

        AgentListener listener = AgentListener.Open(
            _server.WorkerFor(agent.Id), new AgentScope(agent.Id, agent.Uid, _grants, _blocks, budget, _refused), port,
            _limits);
        _listeners.Add(agent.Id, listener);
        return listener.Port;
    }
}
