using System.Collections.Immutable;
using System.Net;
using Telos.Core.Dns;
using Telos.Core.Domains;
using Telos.Core.Policy;

namespace Telos.Daemon.Dns;

/// <summary>The hosts that a policy in force names, with the ports that it grants there.</summary>
internal sealed class NamedHosts
{
    private readonly Dictionary<byte[], ImmutableArray<NamedPort>> _hosts;
    private readonly Dictionary<byte[], ImmutableArray<NamedPort>>.AlternateLookup<ReadOnlySpan<byte>> _byName;

    private NamedHosts(string goal, uint generation, ulong expiresNs)
    {
        Goal = goal;
        Wanted = IntentCategories.Of(goal);
        Generation = generation;
        ExpiresNs = expiresNs;
        _hosts = new Dictionary<byte[], ImmutableArray<NamedPort>>(WireNameComparer.Instance);
        _byName = _hosts.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>No policy is in force.</summary>
    public static NamedHosts None { get; } = new("", 0, 0);

    public string Goal { get; }

    /// <summary>The kinds of domains that the goal has work for (<see cref="IntentCategories"/>).</summary>
    public ulong Wanted { get; }

    public uint Generation { get; }

    /// <summary>On the boot clock.</summary>
    public ulong ExpiresNs { get; }

    public static NamedHosts Of(CompiledPolicy policy, uint generation, ulong expiresNs)
    {
        NamedHosts hosts = new(policy.Goal, generation, expiresNs);
        Span<byte> name = stackalloc byte[DnsLimits.NameLengthMax];
        foreach (HostGrant host in policy.Hosts)
        {
            if (!IPAddress.TryParse(host.Host, out _) && NameText.TryRead(host.Host, name, out int length))
            {
                byte[] key = name[..length].ToArray();
                ulong untilNs = Math.Min(expiresNs, host.UntilNs ?? ulong.MaxValue);
                ImmutableArray<NamedPort> known = hosts._hosts.GetValueOrDefault(key, []);
                hosts._hosts[key] = known.Add(new NamedPort(host.Port, (byte)host.Transport, untilNs));
            }
        }

        return hosts;
    }

    /// <param name="name">Lower-case wire form.</param>
    public bool Names(ReadOnlySpan<byte> name, ulong nowNs)
    {
        foreach (NamedPort port in PortsOf(name))
        {
            if (port.UntilNs > nowNs)
            {
                return true;
            }
        }

        return false;
    }

    public ImmutableArray<NamedPort> PortsOf(ReadOnlySpan<byte> name) =>
        _byName.TryGetValue(name, out ImmutableArray<NamedPort> ports) ? ports : [];
}
