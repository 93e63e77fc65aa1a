using System.Globalization;
using Telos.Core.Protocol;

namespace Telos.Cli.Verbs;

/// <summary>What status found. State is ENFORCING, DEGRADED or OFF; Causes say why it is not ENFORCING.</summary>
internal sealed record EnforcementReport(
    string State, IReadOnlyList<string> Causes, StatusResult? Daemon, CanaryReport? Canary, IReadOnlyList<LiveProbe> Probes)
{
    public const string Enforcing = "ENFORCING";
    public const string Degraded = "DEGRADED";
    public const string Off = "OFF";

    public IEnumerable<string> Lines()
    {
        yield return $"telos: {State}";
        foreach (string cause in Causes)
        {
            yield return $"  because   {cause}";
        }

        foreach (OffGate gate in Daemon?.Off ?? [])
        {
            yield return $"  {gate.Gate,-9} OFF: {gate.Open}";
        }

        foreach (CanaryAct act in Canary?.Acts ?? [])
        {
            string held = act.Gate == "taint" ? "raises" : act.Refused ? "holds" : "FAILS";
            yield return $"  {act.Gate,-9} {held}: {act.Act} -> {act.Seen}";
        }

        foreach (LiveProbe probe in Probes)
        {
            yield return $"  {probe.Part,-9} {(probe.Holds ? "holds" : "FAILS")}: {probe.Act} -> {probe.Seen}";
        }

        if (Daemon is not StatusResult daemon)
        {
            yield break;
        }

        yield return $"  kernel    {daemon.Kernel}, {daemon.LinksAttached} of {daemon.LinksExpected} gate programs attached"
            + (daemon.Adopted ? " (adopted)" : "");
        yield return $"  daemon    {daemon.Version}, pid {daemon.Pid}, mode {daemon.Mode}, {daemon.Labels} files labelled";
        if (daemon.Pulse is PulseReport pulse)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  pulse     {pulse.AgeMs / 1000.0:0.0} s old; after "
                + $"{pulse.StaleMs / 1000} s without one: exec {pulse.Exec}, network {pulse.Network}, file {pulse.File}");
        }

        yield return $"  counters  decisions {daemon.Decisions}, events dropped {daemon.EventsDropped}, state missing "
            + $"{daemon.StateMissing}, storage full {daemon.StorageFull}, label too deep {daemon.LabelTooDeep}, "
            + $"packets dropped {daemon.EgressDropped}";
        yield return daemon.Names is NamesReport names
            ? $"  names     asked {names.Asked}, refused {names.Refused}, from the cache {names.CacheHits}, "
                + $"forwarded {names.Forwarded}, failed {names.Failed}, mismatches {names.Mismatches}, "
                + $"overloaded {names.Overloaded}, not in the log {names.Untold}; upstream {string.Join(", ", names.Upstreams)}"
            : "  names     agents ask resolvers themselves: neither dns.upstreams nor /etc/resolv.conf names one for Telos";
        if (daemon.SocketError is string fault)
        {
            yield return $"  sockets   not ended at their grant's end, only silenced: {fault}";
        }

        yield return "  maps      " + string.Join(", ", daemon.Maps.Select(map => $"{map.Name} {map.Entries}/{map.EntriesMax}"));
        yield return $"  agents    {daemon.Agents.Length}";
        foreach (AgentStateResult agent in daemon.Agents)
        {
            TimeSpan left = TimeSpan.FromMilliseconds(agent.ExpiresInMs);
            yield return $"    {agent.AgentId}{(agent.Parent is uint parent ? $" (of {parent})" : "")}: {agent.Command}, "
                + $"uid {agent.Uid}, taint {agent.Taint}, "
                + $"{left:hh\\:mm\\:ss} left, refused exec {agent.RefusedExec} network {agent.RefusedNetwork} "
                + $"file {agent.RefusedFile} lineage {agent.RefusedLineage} tamper {agent.RefusedTamper}: {agent.Goal}";
        }
    }
}
