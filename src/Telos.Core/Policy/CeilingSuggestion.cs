using System.Collections.Immutable;
using Telos.Core.Abi;
using Telos.Core.Audit;
using Telos.Core.Exec;
using Telos.Core.Intent;

namespace Telos.Core.Policy;

/// <summary>
/// The smallest ceiling under which an audited run could be repeated: what its intents were granted and what would have
/// been refused, within what the operator has ruled out. A secret, a deputy or a way around the gates is never in it.
/// </summary>
public sealed class CeilingSuggestion
{
    private readonly Ceiling _current;
    private readonly SortedSet<string> _programs = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _hosts = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _sockets = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _areas;
    private readonly SortedSet<string> _uncovered = new(StringComparer.Ordinal);
    private bool _sends;
    private WorkspaceUse _workspace = WorkspaceUse.None;

    private CeilingSuggestion(Ceiling current)
    {
        _current = current;
        _areas = new SortedSet<string>(current.WriteAreas, StringComparer.Ordinal);
    }

    /// <summary>What is left refused, and why, a line each.</summary>
    public ImmutableArray<string> Uncovered => [.. _uncovered];

    public Ceiling Ceiling => _current with
    {
        AllowedPrograms = [.. _programs],
        AllowedHosts = [.. _hosts],
        UnixSockets = [.. _sockets],
        WriteAreas = [.. _areas],
        MaySend = _sends,
        Workspace = _workspace,
    };

    /// <param name="records">Those of one agent.</param>
    /// <param name="current">The ceiling in force, under which the run was.</param>
    public static CeilingSuggestion Of(IReadOnlyList<AuditRecord> records, Ceiling current)
    {
        CeilingSuggestion suggestion = new(current);
        foreach (string goal in records.Where(r => r.Action is "enrolled" or "declared").Select(r => r.Goal ?? "").Distinct())
        {
            suggestion.Cover(goal);
        }

        foreach (var record in records.Where(r => r.Action == "audited" || (r.Action == "refused" && r.Gate == "dns")))
        {
            string fault = suggestion.Cover(record);
            if (fault.Length > 0)
            {
                suggestion._uncovered.Add($"{record.Gate} {record.Subject}: {fault}");
            }
        }

        return suggestion;
    }

    private void Cover(string goal)
    {
        var policy = PolicyCompiler.Compile(goal, TtlText.Min, _current);
        _programs.UnionWith(policy.Programs.Where(p => p.StartedBy is null).Select(p => NameOf(p.Program)));
        _hosts.UnionWith(policy.Hosts.Select(h => h.Host));
        _sockets.UnionWith(policy.Paths.Where(p => (p.Access & PathAccess.Connect) != 0).Select(p => p.Path));
        Ceiling silent = _current with { MaySend = false };
        _sends |= _current.MaySend && ((IntentParser.Parse(goal).Uses & Verbs.Send) != 0
            || policy.Programs.Any(p =>
                ProgramBounds.Objection(silent, p.Program, ProgramTable.FindByPath(p.Program)).Length > 0));
        foreach (var path in policy.Paths.Where(p => p.Path == WorkspaceRule.Path))
        {
            Raise((path.Access & PathAccess.Execute) != 0 ? WorkspaceUse.Build : WorkspaceUse.Write);
        }
    }

    // Why the record is not covered, or an empty string.
    private string Cover(AuditRecord record) => ReasonText.TryParse(record.Reason, out var reason)
        ? reason switch
        {
            Reason.ExecNotGranted => CoverProgram(NameOf(record.Subject)),
            Reason.ExecWriteArea or Reason.MapExecutable => Raise(WorkspaceUse.Build),
            Reason.NetNotGranted => CoverAddress(record.Subject),
            Reason.NetUnixPeer => CoverSocket(record.Subject),
            Reason.FileNotWritable => CoverWrite(record.Subject),
            _ => ReasonText.Cause(reason),
        }
        : record.Reason == NameReasonText.NameNotGranted ? CoverHost(record.Subject)
        : NameReasonText.TryGet(record.Reason, out string cause, out _) ? cause
        : record.Reason;

    private string CoverProgram(string program)
    {
        var row = ProgramTable.Find(program);
        string objection = ProgramBounds.Objection(_current, program, row);
        if (objection.Length == 0)
        {
            _programs.Add(program);
            _sends |= row is not null && ProgramBounds.Objection(_current with { MaySend = false }, program, row).Length > 0;
        }

        return objection;
    }

    private string CoverHost(string host)
    {
        string objection = HostJudge.Judge(host, _current with { AllowedHosts = null })?.Reason ?? "";
        if (objection.Length == 0)
        {
            _hosts.Add(host);
        }

        return objection;
    }

    private string CoverAddress(string subject) => RefusedSubject.Destination(subject) is { } destination
        ? CoverHost(destination.Address.ToString())
        : "no address that could be listed";

    private string CoverSocket(string subject)
    {
        if (RefusedSubject.Attempt(subject) is not (PathAccess.Connect, string path))
        {
            return ReasonText.Cause(Reason.NetUnixPeer);
        }

        if (UnixDeputies.Hold(path))
        {
            return "who listens there acts for whoever asks: no policy opens it";
        }

        _sockets.Add(path);
        return "";
    }

    private string CoverWrite(string subject)
    {
        string directory = RefusedSubject.Attempt(subject) is var (access, path) && (access & PathAccess.Write) != 0
            ? path[..path.LastIndexOf('/')]
            : "";
        if (directory.Length == 0)
        {
            return "no directory that could be listed";
        }

        if (_current.CodeDirectories.Any(code => LabelMatch.Covers(code, directory)))
        {
            return "programs load code from there";
        }

        _areas.Add(directory);
        return "";
    }

    private string Raise(WorkspaceUse use)
    {
        _workspace = (WorkspaceUse)Math.Min((int)_current.Workspace, Math.Max((int)_workspace, (int)use));
        return _workspace < use ? $"the ceiling lets no intent {use.ToString().ToLowerInvariant()} in its workspace" : "";
    }

    private static string NameOf(string path) =>
        ProgramTable.FindByPath(path)?.Name ?? path[(path.LastIndexOf('/') + 1)..];
}
