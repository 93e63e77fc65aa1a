using System.Collections.Immutable;
using Telos.Core.Abi;
using Telos.Core.Adjudication;
using Telos.Core.Domains;

namespace Telos.Core.Policy;

/// <summary>The operator's outer bound. Words may narrow what it leaves open, never widen it.</summary>
/// <param name="Mode">Whether refusals are enforced or only recorded.</param>
/// <param name="TtlMax">The longest that a policy may live.</param>
/// <param name="Labels">Sensitive paths.</param>
/// <param name="DeniedHosts">Names (with their subdomains) and addresses that are never granted.</param>
/// <param name="AllowedHosts">When not null: the only names (with their subdomains) and addresses.</param>
/// <param name="DeniedPrograms">Programs that are never granted, by bare name.</param>
public sealed record Ceiling(
    Mode Mode,
    TimeSpan TtlMax,
    ImmutableArray<LabelRule> Labels,
    ImmutableArray<string> DeniedHosts,
    ImmutableArray<string>? AllowedHosts,
    ImmutableArray<string> DeniedPrograms)
{
    /// <summary>When not null: the only programs, by bare name, that an intent may ask for, with what they start.</summary>
    public ImmutableArray<string>? AllowedPrograms { get; init; }

    /// <summary>Whether an intent may send what the agent has; what an intent fetches is asked for in any case.</summary>
    public bool MaySend { get; init; } = true;

    /// <summary>What an intent may do where telos run was started.</summary>
    public WorkspaceUse Workspace { get; init; } = WorkspaceUse.Build;

    /// <summary>Whether a write area is open to every agent, or only where a policy names the path.</summary>
    public WriteBy WriteBy { get; init; } = WriteBy.Area;

    /// <summary>Where agents may write, with all that is below; "~" is every user's home.</summary>
    public ImmutableArray<string> WriteAreas { get; init; } = DefaultAreas.Write;

    /// <summary>Directories that programs load code from, which agents therefore never write.</summary>
    public ImmutableArray<string> CodeDirectories { get; init; } = DefaultAreas.Code;

    /// <summary>Names that run later, which agents write nowhere.</summary>
    public ImmutableArray<NameRule> RunLater { get; init; } = RunLaterPlaces.Names;

    /// <summary>Unix sockets that an intent may ask to connect to.</summary>
    public ImmutableArray<string> UnixSockets { get; init; } = [];

    /// <summary>The servers that names are looked up at, in the order of preference; none: those of the machine.</summary>
    public ImmutableArray<string> DnsUpstreams { get; init; } = [];

    /// <summary>Where others than agents are answered; none: nowhere.</summary>
    public ImmutableArray<string> DnsListen { get; init; } = [];

    /// <summary>How much an agent may tell the outside in the names that it asks for.</summary>
    public LabelBudgetLimits NameBudget { get; init; } = new();

    /// <summary>Whether the network alone is held where nothing else can be.</summary>
    public WithoutLsm WithoutLsm { get; init; } = WithoutLsm.Refuse;

    /// <summary>What is let in from nowhere, and who may add to it.</summary>
    public HyperionRules Hyperion { get; init; } = HyperionRules.None;

    /// <summary>On loopback, where Prometheus reads the metrics; 0: nowhere.</summary>
    public int MetricsPort { get; init; } = MetricsPortDefault;

    /// <summary>Who is asked about what only somebody else may decide.</summary>
    public AdjudicationRules Adjudication { get; init; } = AdjudicationRules.Default;

    /// <summary>Who may start agents, and how many.</summary>
    public AgentRules Agents { get; init; } = AgentRules.Default;

    /// <summary>The taint from which on an agent has no network.</summary>
    public Taint SlamAt { get; init; } = Taint.Critical;

    /// <summary>As far as a page that a browser reports raises the taint of the agent that drives it.</summary>
    public Taint PagesMax { get; init; } = Taint.High;

    /// <summary>The decoys that agents get.</summary>
    public MirageRules Mirage { get; init; } = MirageRules.None;

    /// <summary>What holds while no daemon does.</summary>
    public WatchdogRules Watchdog { get; init; } = WatchdogRules.Default;

    /// <summary>Where the metrics are when nothing else is said.</summary>
    public const int MetricsPortDefault = 9094;

    /// <summary>What holds without a policy.yaml.</summary>
    public static Ceiling Default { get; } =
        new(Mode.Enforce, TimeSpan.FromHours(1), DefaultLabels.Rules, [], null, []);
}
