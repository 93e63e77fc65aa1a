using System.Buffers.Binary;
using Telos.Core.Abi;
using Telos.Core.Dns;
using Telos.Core.Domains;
using Telos.Daemon.Hyperion;
using Telos.Linux;
using Telos.Linux.Bpf;

namespace Telos.Daemon.Dns;

/// <summary>
/// An agent as the dataplane sees it: what its intent in force names, and the drawbridges by which its answers' addresses
/// are granted. Asked by one DNS thread; its policy is set by others.
/// </summary>
internal sealed class AgentScope(
    uint agentId, uint uid, BpfMap<NetKey, NetGrant> grants, BlockList blocks, LabelBudget budget,
    Action<AgentScope, string, string> refused)
{
    /// <summary>What an answer grants holds as long at least, since programs use an address for longer than its TTL.</summary>
    public const uint TtlFloorSeconds = 60;

    /// <summary>Open at a time. An agent that has as many gets no further answers until some have ended.</summary>
    private const int BridgesMax = 4096;
    private const int ToldMax = 64;

    /// <summary>::ffff:0:0/96, as the gate compares IPv4.</summary>
    private const ulong MappedPrefix = 0xffff_0000_0000;
    private const ulong NsPerSecond = 1_000_000_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Bridge, ulong> _bridges = [];
    private NamedHosts _hosts = NamedHosts.None;
    private long _toldSinceMs;
    private int _told;

    public uint AgentId { get; } = agentId;

    public uint Uid { get; } = uid;

    public string Goal => Volatile.Read(ref _hosts).Goal;

    /// <summary>No intent was ever in force: only the canary asks before one is.</summary>
    public bool IsCanary => ReferenceEquals(Volatile.Read(ref _hosts), NamedHosts.None);

    /// <summary>After the policy is in force.</summary>
    public void SetPolicy(NamedHosts hosts)
    {
        lock (_lock)
        {
            _hosts = hosts;
            Delete(bridge => bridge.Generation != hosts.Generation);
        }
    }

    /// <summary>Null: it may be looked up.</summary>
    /// <param name="judge">Of the thread that asks.</param>
    public DnsRefusal? Judge(ReadOnlySpan<byte> name, NameJudge judge)
    {
        NamedHosts hosts = Volatile.Read(ref _hosts);
        ulong now = Clock.BootNs();
        if (hosts.ExpiresNs <= now)
        {
            return DnsRefusal.NoPolicy;
        }

        return judge.DenyToken(name)
            ?? (hosts.Names(name, now) ? judge.JudgeNamed(name, hosts.Wanted) : judge.JudgeUnnamed(name, hosts.Wanted));
    }

    /// <summary>To the log, unless it was told many in this second already: false.</summary>
    public bool TryTell(ReadOnlySpan<byte> name, DnsRefusal refusal, long nowMs)
    {
        if (nowMs - _toldSinceMs >= 1000)
        {
            _toldSinceMs = nowMs;
            _told = 0;
        }

        if (++_told > ToldMax)
        {
            return false;
        }

        refused(this, NameText.Of(name), refusal.Reason);
        return true;
    }

    /// <summary>Before the question is told to anybody, by whatever thread. Null: it may be.</summary>
    public DnsRefusal? Charge(ReadOnlySpan<byte> name, DnsType type, long nowSeconds)
    {
        // Agents that started each other share one.
        lock (budget)
        {
            return budget.Charge(name, (ushort)type, nowSeconds) == BudgetVerdict.Within ? null : DnsRefusal.BudgetSpent;
        }
    }

    /// <summary>
    /// Opens the drawbridges of the answer's addresses, so that it may leave. What leads to addresses inside is left out
    /// of <paramref name="passed"/>.
    /// </summary>
    /// <param name="name">That was asked for, lower-case wire form.</param>
    /// <param name="room">Where what is passed may stand.</param>
    public DnsRefusal? Admit(
        scoped ReadOnlySpan<byte> name, in AgedAnswer answer, AnswerRoom room, out AgedAnswer passed)
    {
        passed = answer;
        if (DnsResponse.TryParse(answer.Wire, out DnsResponse response) != DnsStatus.Ok)
        {
            return DnsRefusal.BridgeFailed;
        }

        lock (_lock)
        {
            if (PublicAnswer.HasOthers(response))
            {
                DnsStatus status = PublicAnswer.TryWrite(
                    response, room.Wire, room.TtlOffsets, out AnswerShape shape, out int addressed);
                if (status != DnsStatus.Ok || addressed == 0)
                {
                    return DnsRefusal.Rebinding;
                }

                passed = answer.With(room.WireOf(shape), room.TtlOffsetsOf(shape));
            }

            return DnsResponse.TryParse(passed.Wire, out DnsResponse left) == DnsStatus.Ok
                ? OpenAll(name, left)
                : DnsRefusal.BridgeFailed;
        }
    }

    /// <summary>The agent ended.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _hosts = NamedHosts.None;
            Delete(_ => true);
        }
    }

    private DnsRefusal? OpenAll(scoped ReadOnlySpan<byte> name, in DnsResponse response)
    {
        NamedHosts hosts = _hosts;
        ulong now = Clock.BootNs();
        DnsRecordCursor records = response.Records;
        while (records.MoveNext())
        {
            AnswerAddresses addresses = new(records.Current);
            ulong until = Math.Min(
                hosts.ExpiresNs, now + (Math.Max(records.Current.Ttl, TtlFloorSeconds) * NsPerSecond));
            while (addresses.MoveNext())
            {
                if (!TryOpen(hosts, name, addresses.Current, now, until))
                {
                    return DnsRefusal.BridgeFailed;
                }
            }
        }

        return null;
    }

    private bool TryOpen(
        NamedHosts hosts, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> address, ulong now, ulong longest)
    {
        foreach (NamedPort port in hosts.PortsOf(name))
        {
            Bridge bridge = new(hosts.Generation, Mapped(address), port.Port, port.Protocol);
            NetKey key = KeyOf(bridge);
            ulong until = Math.Min(longest, port.UntilNs);
            if (until <= now)
            {
                continue;
            }

            // The policy's own grants, and earlier answers', may hold for longer.
            if (grants.TryGet(key, out NetGrant open) && open.ExpiresNs >= until)
            {
                continue;
            }

            if (_bridges.Count >= BridgesMax && !_bridges.ContainsKey(bridge))
            {
                Delete(other => _bridges[other] <= now);
                if (_bridges.Count >= BridgesMax)
                {
                    return false;
                }
            }

            blocks.Allow(new BlockedAddress(bridge.Address), until);
            if (grants.TrySet(key, new NetGrant { ExpiresNs = until }) != Errno.None)
            {
                return false;
            }

            _bridges[bridge] = until;
        }

        return true;
    }

    private void Delete(Predicate<Bridge> isOver)
    {
        foreach (Bridge bridge in _bridges.Keys)
        {
            if (isOver(bridge))
            {
                grants.Delete(KeyOf(bridge));
                _bridges.Remove(bridge);
            }
        }
    }

    private NetKey KeyOf(Bridge bridge)
    {
        NetKey key = new()
        {
            AgentId = AgentId, Generation = bridge.Generation, Port = bridge.Port, Protocol = bridge.Protocol,
        };
        BinaryPrimitives.WriteUInt128BigEndian(key.Address, bridge.Address);
        return key;
    }

    private static UInt128 Mapped(ReadOnlySpan<byte> address) => address.Length == sizeof(uint)
        ? new UInt128(0, MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(address))
        : BinaryPrimitives.ReadUInt128BigEndian(address);

    /// <summary>A grant in the kernel's map, by what this agent's others differ in.</summary>
    private readonly record struct Bridge(uint Generation, UInt128 Address, ushort Port, byte Protocol);
}
