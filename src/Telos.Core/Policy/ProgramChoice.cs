using Telos.Core.Abi;
using Telos.Core.Exec;
using Telos.Core.Intent;

namespace Telos.Core.Policy;

/// <summary>Which programs the work needs: those that are named win, else the first that the verbs
/// imply.</summary>
internal sealed class ProgramChoice
{
    private readonly IntentModel _model;
    private readonly Ceiling _ceiling;
    private readonly HashSet<string> _negated = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _exclusive = new(StringComparer.Ordinal);

    public ProgramChoice(IntentModel model, Ceiling ceiling)
    {
        _model = model;
        _ceiling = ceiling;
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

    /// <summary>Why the words or the ceiling rule a program out, or an empty string.</summary>
    public string Objection(string program, ProgramRow? row)
    {
        string objection = ObjectionToNeed(program, row);
        return objection.Length == 0 && _exclusive.Count > 0 && !_exclusive.Contains(program)
            ? $"the intent allows only {string.Join(", ", _exclusive)}"
            : objection;
    }

    /// <summary>The same for what an allowed program starts: "only make" means make with all that it needs.</summary>
    public string ObjectionToNeed(string program, ProgramRow? row)
    {
        if (_negated.Contains(program))
        {
            return $"the intent itself rules out {program}";
        }

        if (_model.RulesOutNetwork && row?.Is(ProgramTraits.Network) == true)
        {
            return "the intent itself rules out the network";
        }

        return _ceiling.DeniedPrograms.Contains(program, StringComparer.Ordinal)
            ? $"the ceiling denies {program}"
            : "";
    }

    /// <summary>The verdict on the programs that a clause names when each is refused; null when one may
    /// run.</summary>
    public Verdict? UnusableIn(IntentClause clause)
    {
        var verdicts = new List<Verdict>();
        foreach (var program in clause.Programs.Where(p => !p.Negated))
        {
            verdicts.Add(Objection(program.Program, program.Row).Length > 0
                ? Verdict.Deny
                : ProgramJudge.Judge(program, clause, _model).Verdict);
        }

        foreach (var path in clause.Paths.Where(p => p is { IsProgram: true, Negated: false }))
        {
            if (ProgramPaths.Judge(path, clause, _model, _ceiling) is { } program)
            {
                string name = program.Program[(program.Program.LastIndexOf('/') + 1)..];
                verdicts.Add(Objection(name, ProgramTable.Find(name)).Length > 0
                    ? Verdict.Deny
                    : program.Judgement.Verdict);
            }
        }

        return verdicts.Count == 0 || verdicts.Contains(Verdict.Allow) ? null
            : verdicts.Contains(Verdict.Deny) ? Verdict.Deny
            : Verdict.Escalate;
    }

    public IEnumerable<(ProgramRow Row, string Reason)> Implied()
    {
        var named = Named.Where(n => !n.Program.Negated)
            .Select(n => n.Program.Row).OfType<ProgramRow>().ToList();
        foreach (var clause in _model.Clauses)
        {
            if (clause.Programs.Any(p => !p.Negated)
                || clause.Paths.Any(p => p is { IsProgram: true, Negated: false }))
            {
                continue;
            }

            foreach (var verb in clause.Verbs)
            {
                if (!verb.Negated && !named.Any(row => Covers(row, verb.Kind))
                    && Best(clause, verb.Kind) is { } row)
                {
                    yield return (row, $"implied by \"{verb.Word}\"; {row.Summary}");
                }
            }
        }
    }

    private static bool Covers(ProgramRow row, Verbs kind) => row.Uses.Any(use => (use.Verbs & kind) != 0);

    private ProgramRow? Best(IntentClause clause, Verbs kind)
    {
        ProgramRow? best = null;
        int bestFit = 0;
        foreach (var row in ProgramTable.Rows)
        {
            foreach (var use in row.Uses)
            {
                int fit = (use.Verbs & kind) != 0 ? Fit(clause, use) : 0;
                if (fit > bestFit && Objection(row.Name, row).Length == 0)
                {
                    best = row;
                    bestFit = fit;
                }
            }
        }

        return best;
    }

    // How closely the nouns of the clause fit: a host over a word, a word over a file, a file over none.
    private static int Fit(IntentClause clause, ProgramUse use)
    {
        if (use.Objects.Length == 0)
        {
            return 1;
        }

        int fit = 0;
        foreach (string noun in use.Objects.Split(' '))
        {
            int found = noun switch
            {
                "@host" => clause.Hosts.Any(h => !h.Negated) ? 4 : 0,
                "@path" => clause.Paths.Any(p => p is { Negated: false, IsRooted: true }) ? 2 : 0,
                "@file" => clause.Paths.Any(p => p is { Negated: false, IsRooted: false }) ? 2 : 0,
                _ => clause.Words.Contains(noun, StringComparer.Ordinal) ? 3 : 0,
            };
            fit = Math.Max(fit, found);
        }

        return fit;
    }
}
