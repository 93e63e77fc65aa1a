using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Telos.Core.Abi;
using Telos.Core.Domains;
using Telos.Core.Exec;

namespace Telos.Core.Policy;

/// <summary>Gives the nodes of a policy.yaml their meaning: first those of its profile, then its own. After a fault it
/// reads on, to find the others.</summary>
internal sealed partial class CeilingReader
{
    private const int NameBitsMax = 1_000_000;

    private Mode _mode = Ceiling.Default.Mode;
    private WithoutLsm _withoutLsm = Ceiling.Default.WithoutLsm;
    private TimeSpan _ttlMax = Ceiling.Default.TtlMax;
    private ImmutableArray<string> _deniedHosts = [];
    private ImmutableArray<string>? _allowedHosts;
    private ImmutableArray<string> _deniedPrograms = [];
    private ImmutableArray<string>? _allowedPrograms;
    private bool _maySend = true;
    private ImmutableArray<string> _unixSockets = [];
    private ImmutableArray<string> _dnsUpstreams = [];
    private ImmutableArray<string> _dnsListen = [];
    private LabelBudgetLimits _nameBudget = new();
    private int _metricsPort = Ceiling.MetricsPortDefault;

    private readonly List<CeilingFault> _faults = [];

    public ImmutableArray<CeilingFault> Faults => [.. _faults.OrderBy(f => f.Line).ThenBy(f => f.Column)];

    public Ceiling Read(CeilingNode root)
    {
        ReadProfile(root);
        ReadSections(root);
        LabelToken();

        // The operator's label on a path replaces the built-in one; a label on a part of it stands beside it.
        var labels = Merge(Merge(_withDefaultLabels ? DefaultLabels.Rules : [], _profileLabels), _labels);
        return new Ceiling(_mode, _ttlMax, [.. labels.OrderBy(l => l.Path, StringComparer.Ordinal)],
            _deniedHosts, _allowedHosts, _deniedPrograms)
        {
            WriteAreas = _writeAreas,
            CodeDirectories = _codeDirectories,
            AllowedPrograms = _allowedPrograms,
            MaySend = _maySend,
            Workspace = _workspace,
            WriteBy = _writeBy,
            UnixSockets = _unixSockets,
            DnsUpstreams = _dnsUpstreams,
            DnsListen = _dnsListen,
            NameBudget = _nameBudget,
            WithoutLsm = _withoutLsm,
            Hyperion = _hyperion,
            MetricsPort = _metricsPort,
            Adjudication = _adjudication,
            Agents = _agents,
            SlamAt = _slamAt,
            PagesMax = _pagesMax,
            Mirage = _mirage,
            Watchdog = _watchdog,
            RunLater =
                [.. RunLaterPlaces.Names.Union(_runLater).OrderBy(RunLaterPlaces.Text, StringComparer.Ordinal)],
        };
    }

    // Wherever the key stands, what it brings comes first.
    private void ReadProfile(CeilingNode root)
    {
        foreach (var (_, value) in root.Entries.Where(e => e.Key.Text == "profile"))
        {
            string name = Text(value, "profile");
            if (CeilingProfiles.Find(name) is { } yaml)
            {
                ReadSections(CeilingYaml.Read(yaml, out var fault));
                Debug.Assert(fault is null && _faults.Count == 0, "a profile that ships has no fault");
                _profileLabels.AddRange(_labels);
                _labels.Clear();
            }
            else
            {
                _ = Bad(value, $"profile is {OneOf(CeilingProfiles.Names)}, not \"{name}\"", false);
            }
        }
    }

    private void ReadSections(CeilingNode root)
    {
        foreach (var (key, section) in Entries(root, CeilingKeys.Top))
        {
            switch (key.Text)
            {
                case "execution":
                    ReadExecution(section);
                    break;
                case "intents":
                    ReadIntents(section);
                    break;
                case "filesystem":
                    ReadFilesystem(section);
                    break;
                case "network":
                    ReadNetwork(section);
                    break;
                case "dns":
                    ReadDns(section);
                    break;
                case "hyperion":
                    ReadHyperion(section);
                    break;
                case "metrics":
                    ReadMetrics(section);
                    break;
                case "adjudication":
                    ReadAdjudication(section);
                    break;
                case "agents":
                    ReadAgents(section);
                    break;
                case "taint":
                    ReadTaint(section);
                    break;
                case "mirage":
                    ReadMirage(section);
                    break;
                case "watchdog":
                    ReadWatchdog(section);
                    break;
            }
        }
    }

    private void ReadExecution(CeilingNode section)
    {
        foreach (var (key, value) in Entries(section, "execution"))
        {
            switch (key.Text)
            {
                case "default_mode":
                    _mode = Text(value, "default_mode") switch
                    {
                        "enforce" => Mode.Enforce,
                        "audit" => Mode.Audit,
                        var other => Bad(value, $"default_mode is enforce or audit, not \"{other}\"", _mode),
                    };
                    break;
                case "without_lsm":
                    _withoutLsm = Text(value, "without_lsm") switch
                    {
                        "refuse" => WithoutLsm.Refuse,
                        "network" => WithoutLsm.Network,
                        var other => Bad(value, $"without_lsm is refuse or network, not \"{other}\"", _withoutLsm),
                    };
                    break;
                case "denied_programs":
                    _deniedPrograms = Union(_deniedPrograms, Names(value, "denied_programs", ProgramFault));
                    break;
                case "allowed_programs":
                    _allowedPrograms = Names(value, "allowed_programs", ProgramFault);
                    break;
            }
        }
    }

    private void ReadIntents(CeilingNode section)
    {
        foreach (var (_, value) in Entries(section, "intents"))
        {
            _ttlMax = TtlText.TryParse(Text(value, "ttl_max"), out var ttl, out string error)
                ? ttl
                : Bad(value, "ttl_max: " + error, _ttlMax);
        }
    }

    private void ReadMetrics(CeilingNode section)
    {
        foreach (var (_, value) in Entries(section, "metrics"))
        {
            _metricsPort = Number(value, "port", 0, ushort.MaxValue);
        }
    }

    private void ReadNetwork(CeilingNode section)
    {
        foreach (var (key, value) in Entries(section, "network"))
        {
            switch (key.Text)
            {
                case "denied_hosts":
                    _deniedHosts = Union(_deniedHosts, Names(value, "denied_hosts", HostFault));
                    break;
                case "allowed_hosts":
                    _allowedHosts = Names(value, "allowed_hosts", HostFault);
                    break;
                case "send":
                    _maySend = Flag(value, "send");
                    break;
                case "unix_sockets":
                    _unixSockets =
                        [.. Paths(value, "unix_sockets", SocketFault).Select(p => p.Path).Order(StringComparer.Ordinal)];
                    break;
            }
        }
    }

    // The order is the operator's preference. Whether an address can be used is said when the daemon starts.
    private void ReadDns(CeilingNode section)
    {
        foreach (var (key, value) in Entries(section, "dns"))
        {
            switch (key.Text)
            {
                case "upstreams":
                    _dnsUpstreams = [.. Items(value, "upstreams").Select(item => Text(item, "upstreams"))];
                    break;
                case "listen":
                    _dnsListen = [.. Items(value, "listen").Select(item => Text(item, "listen"))];
                    break;
                case "name_bits":
                    _nameBudget = _nameBudget with { DomainBits = Number(value, "name_bits", 0, NameBitsMax) };
                    break;
                case "name_bits_total":
                    _nameBudget = _nameBudget with { TotalBits = Number(value, "name_bits_total", 0, NameBitsMax) };
                    break;
            }
        }
    }

    private ImmutableArray<string> Names(CeilingNode node, string what, Func<string, string> faultOf)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in Items(node, what))
        {
            string name = Text(item, what);
            name = faultOf == ProgramFault ? name : name.ToLowerInvariant();
            string fault = faultOf(name);
            if (fault.Length > 0)
            {
                _ = Bad(item, $"{what}: {fault}", false);
            }

            names.Add(IPAddress.TryParse(name, out var address) ? address.ToString() : name);
        }

        return [.. names];
    }

    private static string SocketFault(string text, PathStatus status, string path) =>
        status != PathStatus.Ok ? PathFault(text, status)
        : PathText.HasGlob(path) ? $"\"{text}\": no wildcards, name each socket"
        : UnixDeputies.Hold(path) ? $"{text}: who listens there acts for whoever asks, so no policy opens it"
        : "";

    private static string HostFault(string name) =>
        IPAddress.TryParse(name, out _) ? ""
        : name.Contains('*', StringComparison.Ordinal)
            ? $"\"{name}\": leave the star out, a name covers its subdomains"
        : IsHostName(name) ? ""
        : $"\"{name}\" is neither a host name nor an address";

    private static bool IsHostName(string name) => Uri.CheckHostName(name) == UriHostNameType.Dns
        && System.Text.Ascii.IsValid(name) && !name.EndsWith('.');

    private static string ProgramFault(string name) =>
        name.Length == 0 || name.Contains('/', StringComparison.Ordinal) || name.Any(char.IsWhiteSpace)
            ? $"\"{name}\" is not a bare program name such as curl"
            : ProgramTable.Find(name) is { } row && row.Name != name
                ? $"\"{name}\" is the program that Telos calls {row.Name}: write {row.Name}"
                : "";

    // A profile's list and the operator's: neither takes back what the other denies.
    private static ImmutableArray<string> Union(ImmutableArray<string> one, ImmutableArray<string> other) =>
        [.. one.Union(other, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private IEnumerable<(CeilingNode Key, CeilingNode Value)> Entries(CeilingNode node, string section)
    {
        string what = section switch
        {
            CeilingKeys.Top => "policy.yaml",
            CeilingKeys.Label => "a label",
            _ => section,
        };
        var entries = node.Kind == CeilingNodeKind.Map || node is { Kind: CeilingNodeKind.Scalar, Text: "" }
            ? node.Entries
            : Wrong(node, $"{what} must hold keys with values", node.Entries);
        foreach (var (key, value) in entries)
        {
            if (CeilingKeys.Of(section).Contains(key.Text))
            {
                yield return (key, value);
                continue;
            }

            string prefix = section == CeilingKeys.Top ? "" : section + ".";
            Note(CeilingStatus.UnknownKey, key,
                $"unknown key \"{prefix}{key.Text}\": write {OneOf(CeilingKeys.Of(section))}", false);
        }
    }

    private List<CeilingNode> Items(CeilingNode node, string what) =>
        node.Kind == CeilingNodeKind.List ? node.Items : Wrong(node, $"{what} must be a list", node.Items);

    private string Text(CeilingNode node, string what) =>
        node.Kind == CeilingNodeKind.Scalar ? node.Text : Wrong(node, $"{what} must be a single value", "");

    private int Number(CeilingNode node, string what, int min, int max) =>
        int.TryParse(Text(node, what), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number >= min && number <= max
            ? number
            : Bad(node, $"{what} is a whole number from {min} to {max}", min);

    private bool Flag(CeilingNode node, string what) => Text(node, what) switch
    {
        "true" => true,
        "false" => false,
        var other => Wrong(node, $"{what} is true or false, not \"{other}\"", false),
    };

    private T Wrong<T>(CeilingNode node, string message, T fallback) =>
        Note(CeilingStatus.WrongType, node, message, fallback);

    private T Bad<T>(CeilingNode node, string message, T fallback) =>
        Note(CeilingStatus.BadValue, node, message, fallback);

    // One value may be wrong in two ways, and is told once.
    private T Note<T>(CeilingStatus status, CeilingNode node, string message, T fallback)
    {
        if (!_faults.Any(f => f.Line == node.Line && f.Column == node.Column))
        {
            _faults.Add(new CeilingFault(status, node.Line, node.Column, message));
        }

        return fallback;
    }

    private static string OneOf(ImmutableArray<string> words) =>
        words.Length == 1 ? words[0] : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";
}
