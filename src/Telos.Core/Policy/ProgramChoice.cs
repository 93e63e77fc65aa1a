using Telos.Core.Abi;
using Telos.Core.Exec;
using Telos.Core.Intent;

namespace Telos.Core.Policy;

/// <summary>Which programs the work needs: those that are named, and those whose work the words speak of.</summary>
internal sealed class ProgramChoice
{
    /// <summary>How many programs words can bring that name none.</summary>
    private const int ImpliedMax = 12;

    /// <summary>From how many programs on the work is a pipeline.</summary>
    private const int CompoundMin = 2;

    private readonly IntentModel _model;
    private readonly Ceiling _ceiling;
    private readonly LiftedSubjects _lifted;
    private readonly HashSet<string> _negated = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _exclusive = new(StringComparer.Ordinal);

    public ProgramChoice(IntentModel model, Ceiling ceiling, LiftedSubjects lifted)
    {
        _model = model;
        _ceiling = ceiling;
        _lifted = lifted;
        Named = [.. model.Clauses.SelectMany(c => c.Programs.Select(p => (p, c)))];
        foreach (var (program, _) in Named)
        {
            if (program.Negated)
            {
                _negated.Add(program.Program);
            }
            else if (program.Exclusive)
            {
                _exclusive.Add(program.Program);
            }
        }
    }

    public IReadOnlyList<(ProgramMention Program, IntentClause Clause)> Named { get; }

    /// <summary>Why the words or the ceiling rule a program out; null when neither does.</summary>
    public Objection? ObjectionTo(string program, ProgramRow? row)
    {
        if (ObjectionToNeed(program, row) is { } objection)
        {
            return objection;
        }

        string bound = ProgramBounds.ObjectionToName(_ceiling, program);
        return bound.Length > 0 ? new Objection(bound, IsWished: false)
            : _exclusive.Count > 0 && !_exclusive.Contains(program)
                ? new Objection($"the intent allows only {string.Join(", ", _exclusive)}", IsWished: true)
            : null;
    }

    /// <summary>The same for what an allowed program starts: "only make" means make with all that it needs.</summary>
    public Objection? ObjectionToNeed(string program, ProgramRow? row)
    {
        if (_negated.Contains(program))
        {
            return new Objection($"the intent itself rules out {program}", IsWished: true);
        }

        if (_model.RulesOutNetwork && row?.Is(ProgramTraits.Network) == true)
        {
            return new Objection("the intent itself rules out the network", IsWished: true);
        }

        string bound = ProgramBounds.Objection(_ceiling, program, row);
        return bound.Length > 0 ? new Objection(bound, IsWished: false) : null;
    }

    /// <summary>The verdict on the programs that a clause names when each is refused; null when one may
    /// run.</summary>
    public Verdict? UnusableIn(IntentClause clause)
    {
        var verdicts = new List<Verdict>();
        foreach (var program in clause.Programs.Where(p => !p.Negated))
        {
            verdicts.Add(ObjectionTo(program.Program, program.Row) is not null
                ? Verdict.Deny
                : _lifted.Over(program.Program, ProgramJudge.Judge(program, clause, _model)).Verdict);
        }

        foreach (var path in clause.Paths.Where(p => p is { IsProgram: true, Negated: false }))
        {
            if (ProgramPaths.Judge(path, clause, _model, _ceiling) is { } program)
            {
                string name = program.Program[(program.Program.LastIndexOf('/') + 1)..];
                verdicts.Add(ObjectionTo(name, ProgramTable.Find(name)) is not null
                    ? Verdict.Deny
                    : _lifted.Over(program.Program, program.Judgement).Verdict);
            }
        }

        return verdicts.Count == 0 || verdicts.Contains(Verdict.Allow) ? null
            : verdicts.Contains(Verdict.Deny) ? Verdict.Deny
            : Verdict.Escalate;
    }

    /// <summary>
    /// Programs whose work the words speak of: those that may run, the best fitting first, and those that may not.
    /// </summary>
    public (IReadOnlyList<WorkMatch> Granted, IReadOnlyList<WorkMatch> Withheld) Implied()
    {
        var matches = new List<WorkMatch>();
        var index = WorkIndex.Own;
        for (int i = 0; i < _model.Clauses.Length; i++)
        {
            var clause = _model.Clauses[i];
            if (NamesItsPrograms(clause))
            {
                continue;
            }

            // "find the old files, and delete them": what the next clause is about stands in this one.
            bool goesOn = !clause.EndsSentence && i + 1 < _model.Clauses.Length && !NamesItsPrograms(_model.Clauses[i + 1]);
            index.Find(goesOn ? [.. clause.Keys, .. _model.Clauses[i + 1].Keys] : clause.Keys.AsSpan(), matches);
        }

        // The first term of a program says best why; the longest says how well it fits.
        var byRow = new Dictionary<ProgramRow, WorkMatch>(ReferenceEqualityComparer.Instance);
        foreach (var match in matches)
        {
            byRow[match.Row] = byRow.TryGetValue(match.Row, out var known)
                ? (IsBefore(match, known) ? match : known) with { Weight = Math.Max(match.Weight, known.Weight) }
                : match;
        }

        var best = byRow.Values
            .Where(match => !IsRivalOfNamed(match.Row) && ObjectionTo(match.Row.Name, match.Row) is null)
            .OrderByDescending(match => match.Weight).ThenBy(match => match.Row.Name, StringComparer.Ordinal).ToList();
        best.RemoveAll(match => match.IsElse && best.Any(other => !other.IsElse
            && (other.Row.Traits & match.Row.Traits & ProgramTraits.Network) != 0));
        var granted = best.Where(match => ProgramJudge.MayBeImplied(match.Row)).Take(ImpliedMax).ToList();
        return (granted, [.. best.Where(match => !ProgramJudge.MayBeImplied(match.Row))]);
    }

    private static bool IsBefore(WorkMatch one, WorkMatch other) =>
        one.IsElse != other.IsElse ? other.IsElse
        : one.Place != other.Place ? one.Place < other.Place
        : string.CompareOrdinal(one.Words, other.Words) < 0;

    private static bool NamesItsPrograms(IntentClause clause) => clause.Programs.Any(p => !p.Negated)
        || clause.Paths.Any(p => p is { IsProgram: true, Negated: false });

    /// <summary>
    /// Filters that come along with what the words imply, where that feeds one of them; those that start others, which are
    /// programs that are granted, for what a lister finds.
    /// </summary>
    public IEnumerable<ProgramRow> Companions(IReadOnlyList<WorkMatch> implied)
    {
        bool hasLister = implied.Any(match => match.Row.Is(ProgramTraits.Lister));
        bool listsFiles = implied.Any(match =>
            match.Row.Is(ProgramTraits.Lister) && !match.Row.Is(ProgramTraits.Interpreter));
        bool isPipeline = hasLister || (implied.Count >= CompoundMin && implied.Any(match => match.Row.Is(ProgramTraits.Filter)));
        return isPipeline
            ? ProgramTable.Filters.Where(row => listsFiles || !row.Is(ProgramTraits.StartsOthers))
                .Where(row => ObjectionTo(row.Name, row) is null)
            : [];
    }

    // "use wget" to download: no other program that downloads. "build it with ninja": no make.
    private bool IsRivalOfNamed(ProgramRow row)
    {
        foreach (var (program, _) in Named)
        {
            if (program is { Negated: false, Row: { } named } && (named == row
                || (named.Is(ProgramTraits.Network) && row.Is(ProgramTraits.Network))
                || (named.Is(ProgramTraits.Builds) && row.Is(ProgramTraits.Builds))))
            {
                return true;
            }
        }

        return false;
    }
}
