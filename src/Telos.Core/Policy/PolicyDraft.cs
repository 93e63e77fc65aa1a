using System.Collections.Immutable;
using Telos.Core.Abi;
using Telos.Core.Exec;
using Telos.Core.Intent;

namespace Telos.Core.Policy;

/// <summary>A policy while it is being derived from a model: grants and refusals, each once.</summary>
internal sealed class PolicyDraft
{
    /// <summary>How many programs are told that the words speak of and that nobody named.</summary>
    private const int WithheldMax = 3;

    private readonly IntentModel _model;
    private readonly Ceiling _ceiling;
    private readonly LiftedSubjects _lifted;
    private readonly ProgramChoice _choice;
    private readonly Dictionary<string, ProgramGrant> _programs = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Host, ushort Port, Transport Transport), string> _hosts = [];
    private readonly Dictionary<string, PathGrant> _paths = new(StringComparer.Ordinal);
    private readonly List<Refusal> _refusals = [];
    private readonly ScriptMentions _scripts = new();
    private int _objectsNamed;

    public PolicyDraft(IntentModel model, Ceiling ceiling, LiftedSubjects lifted)
    {
        _model = model;
        _ceiling = ceiling;
        _lifted = lifted;
        _choice = new ProgramChoice(model, ceiling, lifted);
    }

    public IReadOnlyList<Refusal> Refusals => _refusals;

    public bool HasGrants => _programs.Count + _hosts.Count + _paths.Count > 0;

    public void Refuse(string subject, Verdict verdict, string reason, bool isWished = false)
    {
        var refusal = new Refusal(subject, verdict, reason, isWished);
        if (!_refusals.Contains(refusal))
        {
            _refusals.Add(refusal);
        }
    }

    /// <summary>What the words named stays refused, yet the programs for it are of use: to read it, or to print.</summary>
    public void DiscountObject() => _objectsNamed--;

    public void GrantHosts()
    {
        var mentions = _model.Clauses.SelectMany(c => c.Hosts.Select(h => (Host: h, Clause: c))).ToList();
        var negated =
            mentions.Where(m => m.Host.Negated).Select(m => m.Host.Host).ToHashSet(StringComparer.Ordinal);
        var exclusive = mentions.Where(m => m.Host is { Exclusive: true, Negated: false })
            .Select(m => m.Host.Host).ToHashSet(StringComparer.Ordinal);
        var withPort =
            mentions.Where(m => m.Host.Port != 0).Select(m => m.Host.Host).ToHashSet(StringComparer.Ordinal);
        foreach (var (host, clause) in mentions)
        {
            _objectsNamed += host.Negated ? 0 : 1;
            if (_model.RulesOutNetwork)
            {
                Refuse(host.Host, Verdict.Deny, "the intent itself rules out the network", isWished: true);
            }
            else if (negated.Contains(host.Host))
            {
                Refuse(host.Host, Verdict.Deny, $"the intent itself rules out {host.Host}", isWished: true);
            }
            else if (exclusive.Count > 0 && !exclusive.Contains(host.Host))
            {
                Refuse(host.Host, Verdict.Deny,
                    "the intent allows only " + string.Join(", ", exclusive.Order(StringComparer.Ordinal)), isWished: true);
            }
            else if (host.Fault.Length > 0)
            {
                Refuse(host.Host, Verdict.Deny, host.Fault);
            }
            else if (_lifted.Over(HostJudge.Judge(host.Host, _ceiling)) is { } refusal)
            {
                Refuse(refusal.Subject, refusal.Verdict, refusal.Reason);
            }
            else if (_choice.UnusableIn(clause) is { } verdict)
            {
                Refuse(host.Host, verdict, "each program that the intent names for it is refused");
            }
            else if (host.Port != 0 || !withPort.Contains(host.Host))
            {
                GrantHost(host, clause);
            }
        }
    }

    private void GrantHost(HostMention host, IntentClause clause)
    {
        string reason = host.Scheme.Length > 0 ? $"named in the intent as {host.Scheme}"
            : host.Port != 0 ? $"named in the intent with port {host.Port}"
            : "named in the intent without a port: web ports";
        if (System.Net.IPAddress.TryParse(host.Host, out var address))
        {
            reason += AddressKinds.Of(address) switch
            {
                AddressKind.Loopback => "; an address of this machine",
                AddressKind.Private or AddressKind.Shared => "; a private address",
                _ => "",
            };
        }

        if (host.Port != 0)
        {
            AddHost((host.Host, host.Port, host.Transport), reason);
            return;
        }

        var remote =
            clause.Programs.FirstOrDefault(p => p is { Negated: false, Row: { } row } && IsSshClient(row));
        ushort[] ports = remote is null ? [80, 443] : [22];
        foreach (ushort port in ports)
        {
            AddHost((host.Host, port, Transport.Tcp),
                remote is null ? reason : $"named in the intent for {remote.Program}");
        }
    }

    private static bool IsSshClient(ProgramRow row) =>
        row.Is(ProgramTraits.Remote) && row.Name is "ssh" or "scp" or "sftp" or "rsync";

    private void AddHost((string Host, ushort Port, Transport Transport) key, string reason)
    {
        if (!_hosts.TryGetValue(key, out string? known) || string.CompareOrdinal(reason, known) < 0)
        {
            _hosts[key] = reason;
        }
    }

    public void GrantPaths()
    {
        var mentions = _model.Clauses.SelectMany(c => c.Paths.Select(p => (Path: p, Clause: c))).ToList();
        var negated =
            mentions.Where(m => m.Path.Negated).Select(m => m.Path.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, clause) in mentions)
        {
            if (negated.Contains(path.Text))
            {
                Refuse(path.Text, Verdict.Deny, $"the intent itself rules out {path.Text}", isWished: true);
            }
            else if (path.IsProgram)
            {
                if (ProgramPaths.Judge(path, clause, _model, _ceiling) is { } program)
                {
                    Apply(program.Program, program.Judgement, program.Script);
                }
            }
            else
            {
                _objectsNamed += path.IsRooted || path.Text.Contains("..", StringComparison.Ordinal) ? 1 : 0;
                PathRules.Judge(path, _ceiling, this, _choice.UnusableIn(clause));
            }
        }
    }

    public void AddPath(string path, PathAccess access, string reason)
    {
        if (_paths.TryGetValue(path, out var known))
        {
            access |= known.Access;
            reason = string.CompareOrdinal(reason, known.Reason) < 0 ? reason : known.Reason;
        }

        _paths[path] = new PathGrant(path, access, reason);
    }

    public void GrantPrograms()
    {
        foreach (var (program, clause) in _choice.Named)
        {
            Apply(program.Program, ProgramJudge.Judge(program, clause, _model), program.Script);
        }

        var (implied, withheld) = _choice.Implied();
        foreach (var match in implied)
        {
            AddProgram(match.Row.Name, $"implied by \"{match.Words}\"; {match.Row.Summary}");
        }

        foreach (var row in _choice.Companions(implied))
        {
            AddProgram(row.Name, "goes between programs that work on files and text");
        }

        foreach (var match in _programs.Count == 0 ? withheld.Take(WithheldMax) : [])
        {
            Refuse(match.Row.Name, Verdict.Escalate,
                $"\"{match.Words}\" speaks of its work; {match.Row.Summary}, which no words bring by themselves");
        }

        var unread = new Queue<string>(_programs.Keys.Order(StringComparer.Ordinal));
        while (unread.TryDequeue(out string? program))
        {
            foreach (string need in ProgramTable.FindByPath(program)?.Needs ?? [])
            {
                if (GrantNeed(program, need))
                {
                    unread.Enqueue(need);
                }
            }
        }
    }

    // True for a program that was not granted before.
    private bool GrantNeed(string program, string need)
    {
        if (_choice.ObjectionToNeed(need, ProgramTable.Find(need)) is { } objection)
        {
            Refuse(need, Verdict.Deny, objection.Reason, objection.IsWished);
            return false;
        }

        bool isNew = !_programs.TryGetValue(need, out var known);
        string name = program[(program.LastIndexOf('/') + 1)..];
        if (isNew || (known!.StartedBy is { } other && string.CompareOrdinal(name, other) < 0))
        {
            _programs[need] = new ProgramGrant(need, $"{name} starts it", name);
        }

        return isNew;
    }

    private void Apply(string program, ProgramJudgement judgement, string script)
    {
        judgement = _lifted.Over(program, judgement);
        string name = program[(program.LastIndexOf('/') + 1)..];
        if (_choice.ObjectionTo(ProgramTable.Find(name)?.Name ?? name, ProgramTable.Find(name)) is { } objection)
        {
            Refuse(program, Verdict.Deny, objection.Reason, objection.IsWished);
        }
        else if (judgement.Verdict == Verdict.Allow)
        {
            AddProgram(program, judgement.Reason);
            _scripts.Add(program, script);
        }
        else
        {
            Refuse(program, judgement.Verdict, judgement.Reason);
        }
    }

    private void AddProgram(string program, string reason)
    {
        if (!_programs.TryGetValue(program, out var known) || string.CompareOrdinal(reason, known.Reason) < 0)
        {
            _programs[program] = new ProgramGrant(program, reason);
        }
    }

    // A program of the system's keeps its own way to work, its own parts too (csc of dotnet); what an agent wrote under
    // such a name does not get it.
    private bool IsJit(ProgramGrant grant) => grant.Program.StartsWith('/')
        ? (ProgramTable.IsJit(grant.Program) || (grant.StartedBy is { } starter && ProgramTable.IsJit(starter)))
            && !AreaMatch.IsWritable(_ceiling, grant.Program)
        : ProgramTable.IsJit(grant.Program);

    private ProgramGrant Finish(ProgramGrant grant)
    {
        bool builds = _paths.TryGetValue(WorkspaceRule.Path, out var workspace)
            && (workspace.Access & PathAccess.Execute) != 0;
        var scripts = builds ? null : _scripts.Of(grant.Program);
        scripts = scripts is not null && IsStartedByAnother(grant.Program) ? null : scripts;
        var arguments = ArgumentRules.Find(grant.Program, _model.Uses, builds, scripts is not null);
        return grant with
        {
            Jit = IsJit(grant),
            Arguments = arguments?.Name,
            Scripts = arguments?.Is(ArgumentFlags.ScriptFirst) == true ? scripts : null,
        };
    }

    // Which runs what it likes in it: git's helpers are scripts of sh.
    private bool IsStartedByAnother(string program) => _programs.Keys.Any(
        other => other != program && ProgramTable.FindByPath(other)?.Needs.Contains(program) == true);

    /// <summary>Takes programs back when each object that they were for is refused; gives the rest its
    /// workspace.</summary>
    public void Settle()
    {
        if (_objectsNamed > 0 && _hosts.Count + _paths.Count == 0 && _refusals.Count > 0)
        {
            _programs.Clear();
        }

        // A word for it needed approval, and other words brought it: "the Python package" that pip installs.
        _refusals.RemoveAll(r => r.Verdict == Verdict.Escalate && _programs.ContainsKey(r.Subject));
        if (WorkspaceRule.Judge(_model, _programs.Keys, _ceiling.Workspace) is { } workspace)
        {
            AddPath(workspace.Path, workspace.Access, workspace.Reason);
        }
    }

    public CompiledPolicy ToPolicy(string goal, TimeSpan ttl) => new(
        _refusals.Any(r => !r.IsWished) ? Verdict.Escalate : Verdict.Allow, goal, ttl,
        [.. _programs.Values.Select(Finish).OrderBy(p => p.Program, StringComparer.Ordinal)],
        [.. _hosts.Select(h => new HostGrant(h.Key.Host, h.Key.Port, h.Key.Transport, h.Value))
            .OrderBy(h => h.Host, StringComparer.Ordinal).ThenBy(h => h.Port).ThenBy(h => h.Transport)],
        [.. _paths.Values.OrderBy(p => p.Path, StringComparer.Ordinal)],
        Sort(_refusals));

    public static ImmutableArray<Refusal> Sort(IEnumerable<Refusal> refusals) =>
    [
        .. refusals.Distinct().OrderBy(r => r.Subject, StringComparer.Ordinal)
            .ThenBy(r => r.Verdict).ThenBy(r => r.Reason, StringComparer.Ordinal),
    ];
}
