namespace Telos.Daemon.Dns;

/// <summary>Who asks at a listener: an agent, by the port that it alone is led to, or anybody else.</summary>
/// <param name="Agent">Null: whoever reaches the listener.</param>
/// <param name="RefusesAll">Outsiders, where the operator wants none.</param>
internal sealed record DnsScope(AgentScope? Agent, bool RefusesAll)
{
    public static DnsScope Outsiders { get; } = new(null, RefusesAll: false);

    /// <summary>Null: it may be looked up.</summary>
    /// <param name="name">Lower-case wire form.</param>
    public DnsRefusal? Judge(ReadOnlySpan<byte> name) =>
        RefusesAll ? DnsRefusal.Outsider : Agent?.Judge(name);
}
