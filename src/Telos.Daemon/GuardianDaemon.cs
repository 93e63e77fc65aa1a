using Prometheus;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Adjudication;
using Telos.Daemon.Agents;
using Telos.Daemon.Audit;
using Telos.Daemon.Dns;
using Telos.Daemon.Events;
using Telos.Daemon.Gates;
using Telos.Daemon.Hyperion;
using Telos.Daemon.Metrics;
using Telos.Daemon.Mirage;
using Telos.Daemon.Pages;
using Telos.Daemon.Pulses;
using Telos.Daemon.Sockets;
using Telos.Linux.Cgroups;

namespace Telos.Daemon;

/// <summary>The daemon: puts the gates in force or adopts them, then serves the sockets until it is told to stop.</summary>
public static class GuardianDaemon
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode EverybodyReads = OwnerOnly
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>
    /// Runs until stopped. On SIGTERM and SIGINT the gates stay in force; only <c>telos stop</c> takes them out.
    /// </summary>
    /// <param name="models">What serves MCP on agent.sock.</param>
    /// <param name="ready">Called when agents can be enrolled.</param>
    /// <exception cref="DaemonException">It cannot run here; nothing was left behind.</exception>
    public static void Run(IModelServer models, Action ready)
    {
        AbiLayout.Verify();
        OperatorProgramFile.Use();
        Ceiling ceiling = LoadCeiling();
        GateScope scope = GateScope.Choose(ceiling);
        _ = LineLimits.OfAgents();
        CreateDirectories();
        using DaemonLock held = DaemonLock.Take(TelosPaths.LockFile);
        CgroupDirectory parent = CgroupDirectory.Create(TelosPaths.AgentsCgroup);
        RestingProcess.ReleaseAbandoned(parent);
        using InstalledGates gates = InstalledGates.Install(GatePins.OfThisBuild, parent, scope, ceiling.SlamAt);
        using QuietMemory quiet = new();
        bool remove = Serve(gates, scope, parent, ceiling, models, ready);
        if (remove)
        {
            gates.Remove();
            _ = parent.TryDelete();
        }
    }

    /// <summary>The name under which the gates that this program carries are pinned.</summary>
    public static string GatesBuild => GateImage.BuildName;

    /// <exception cref="DaemonException">What the operator wants cannot be held here, or what he wrote not be used.</exception>
    public static void RequireSupport()
    {
        Ceiling ceiling = LoadCeiling();
        _ = GateScope.Choose(ceiling);
        AgentResolver.Require(ceiling);
        if (ceiling.Hyperion.Port is not null)
        {
            _ = BlockToken.Read(ceiling.Hyperion.TokenFile);
        }
    }

    /// <exception cref="DaemonException">The file is there and cannot be used.</exception>
    public static Ceiling LoadCeiling() => LoadCeiling(out _);

    /// <param name="text">What is in the file; null: there is none, and the ceiling is the built-in one.</param>
    /// <exception cref="DaemonException">The file is there and cannot be used.</exception>
    public static Ceiling LoadCeiling(out string? text)
    {
        text = null;
        if (!File.Exists(TelosPaths.CeilingFile))
        {
            return Ceiling.Default;
        }

        try
        {
            text = File.ReadAllText(TelosPaths.CeilingFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DaemonException($"{TelosPaths.CeilingFile} cannot be read: {error.Message}", error);
        }

        CeilingStatus status = CeilingFile.TryParse(text, TelosPaths.CeilingFile, out Ceiling ceiling, out string fault);
        return status == CeilingStatus.Ok ? ceiling : throw new DaemonException(fault);
    }

    // True: the gates are to be taken out.
    private static bool Serve(
        InstalledGates gates, GateScope scope, CgroupDirectory parent, Ceiling ceiling, IModelServer models, Action ready)
    {
        FileIdentities identities = new(gates.Identify);
        using LabelKeeper labels = new(gates.Maps, identities, ceiling);
        LiveCeiling live = new(ceiling);
        (Action label, Action<Ceiling> relabel, Action settle) = (() => { }, _ => { }, () => { });
        if (scope.Cause is null)
        {
            labels.Start();
            (label, relabel, settle) = (labels.Apply, labels.Change, labels.Settle);
        }

        using AuditLog log = new(TelosPaths.AuditLog, AuditKeeper.Stored(AuditPaths.OfThisMachine));
        using AuditKeeper keeper = new(log, AuditPaths.OfThisMachine);
        Journal journal = new(log);
        Denials denials = Denials.Of(log);
        RecordCounts counts = RecordCounts.Of(log);
        journal.Started(scope);
        using CeilingReload reload = new(TelosPaths.CeilingFile, live, relabel, journal);
        AgentStore store = new(TelosPaths.AgentsDirectory, TelosPaths.StateDirectory + "/last_agent_id");
        using GateDemand demand = new(gates.Links, gates.Maps, label);
        using HyperionBridge hyperion = HyperionBridge.Start(ceiling, GatePins.OfThisBuild, gates.Maps);
        using MirageKeeper mirage = new(labels, identities, live, KnownTokens.Of(gates.Maps), journal);
        using AgentResolver? resolver = AgentResolver.Start(
            ceiling, gates.Maps.NetGrants, hyperion, mirage.Tokens, journal.NameRefused, journal.DomainsRead);
        using AgentTable agents = new(
            gates.Maps, demand, identities, live, labels, store, parent, ClientOf(identities), resolver, mirage.End);
        mirage.Restore(agents);
        agents.Granting += hyperion.Allow;
        journal.Follow(agents);
        using SocketSweep sweep = new(gates.Maps, agents, journal);
        BlockDesk blocks = new(hyperion, stat => gates.Maps.XdpStats.SumPerCpu((uint)stat), journal, sweep.AskForAll);
        using HttpPort? port = OpenPort(ceiling.Hyperion, blocks);
        EventWriter writer = new(log, agents.FindRecent);
        writer.TaintRaised += sweep.AskForAll;
        writer.TaintRaised += mirage.Hurry;
        using EventPump events = new(gates.Maps.Events, writer);
        Docket docket = new(agents, live, journal);
        docket.Lapsed += sweep.AskForAll;
        agents.Restore();
        mirage.Settle();
        settle();
        sweep.AskForAll();
        using StopRequest stop = new(reload.Ask);
        using Adjudicators adjudicators = new(docket, ceiling.Adjudication, journal);
        PolicyAnswers answers = new(scope);
        SessionMethods session = new(agents, live, docket, journal, denials, answers, mirage.Tokens, sweep.AskForAll);
        BrowserTokens keys = BrowserTokens.LoadOrCreate(TelosPaths.BrowserKey);
        AgentMethods agentMethods = new(
            agents, live, docket, journal, answers, session, new PageMethods(agents, live, keys, journal, sweep.AskForAll));
        StatusReader status = new(gates, scope, demand, agents, labels, sweep, events, log, keeper, live, reload, resolver);
        using HttpPort? metrics = TryOpenMetrics(ceiling.MetricsPort, status,
        [
            GateMetrics.Of(status, agents, gates.Maps), AuditMetrics.Of(counts, log, keeper), ApprovalMetrics.Of(docket),
            HyperionMetrics.Of(hyperion, gates.Maps.XdpStats), ProcessMetrics.Of(), DnsMetrics.Of(() => resolver?.Counters ?? []),
        ]);
        ControlMethods controlMethods = new(
            status, agents, journal, live, reload, new HyperionMethods(blocks), new ApprovalMethods(docket, adjudicators),
            new ContainerMethods(agents, live, journal, answers), new BrowserTokenMethods(agents, keys),
            new MirageMethods(agents, live, mirage), stop.Ask);
        using LineServer agentServer = new(
            TelosPaths.AgentSocket, Everybody, agentMethods.Serve, agentMethods.AgentOf, LineLimits.OfAgents(), models);
        using LineServer root = new(TelosPaths.ControlSocket, OwnerOnly, controlMethods.Serve, _ => null, LineLimits.OfControl);
        using Watchdog watchdog = new(gates.Maps.Pulse, live, () => events.TurnNs, Supervisor.OfThisProcess);
        status.Watchdog = watchdog;
        reload.Start();
        ready();
        return stop.Wait();
    }

    private static OpenFile ClientOf(FileIdentities identities) => identities.Resolve("/proc/self/exe")
        ?? throw new DaemonException("/proc/self/exe cannot be opened: mount /proc");

    private static HttpPort? OpenPort(HyperionRules rules, BlockDesk desk) => rules.Port is int port
        ? new HttpPort(port, new BlockRequests(desk, BlockToken.Read(rules.TokenFile)), "hyperion.port")
        : null;

    // Any user may have taken the port: agents are held all the same, and status says it.
    private static HttpPort? TryOpenMetrics(int port, StatusReader status, Func<IMetricFactory, Action>[] sources)
    {
        try
        {
            return port == 0 ? null : new HttpPort(port, new MetricsSite(sources), "metrics.port");
        }
        catch (DaemonException error)
        {
            status.MetricsFault = error.Message;
            return null;
        }
    }

    private static void CreateDirectories()
    {
        Directory.CreateDirectory(TelosPaths.RunDirectory, EverybodyReads);
        Directory.CreateDirectory(TelosPaths.AgentsDirectory, OwnerOnly);
        Directory.CreateDirectory(TelosPaths.ContainersDirectory, OwnerOnly);
        Directory.CreateDirectory(TelosPaths.DecoysDirectory, OwnerOnly);
        Directory.CreateDirectory(TelosPaths.FilesDirectory, OwnerOnly);
        Directory.CreateDirectory(TelosPaths.CanaryDirectory, OwnerOnly);
        Directory.CreateDirectory(TelosPaths.StateDirectory, OwnerOnly);
        File.WriteAllText(TelosPaths.CanaryLabelled, "an agent must not read this\n");
        File.WriteAllText(TelosPaths.CanaryTainting, "whoever reads this is tainted\n");
    }
}
