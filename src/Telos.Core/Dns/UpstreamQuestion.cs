namespace Telos.Core.Dns;

/// <summary>All of a client's query that is asked upstream.</summary>
public readonly ref struct UpstreamQuestion(ReadOnlySpan<byte> name, DnsType type, bool dnssecOk, bool checkingDisabled)
{
    /// <summary>Lower-case wire form.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    public DnsType Type { get; } = type;

    public bool DnssecOk { get; } = dnssecOk;

    public bool CheckingDisabled { get; } = checkingDisabled;

    /// <summary>Type and flags as one number: what else than the name tells cached answers apart.</summary>
    public uint Variant => ((uint)Type << 2) | (DnssecOk ? 2u : 0) | (CheckingDisabled ? 1u : 0);
}
