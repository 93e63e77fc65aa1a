using Telos.Core.Abi;
using Telos.Core.Intent;

namespace Telos.Core.Exec;

/// <summary>Whether a program that an intent names may run for it; its arguments are not judged.</summary>
public static class ProgramJudge
{
    public static ProgramJudgement Judge(ProgramMention program, IntentClause clause, IntentModel model)
    {
        if (program.Row is not { } row)
        {
            return new(Verdict.Escalate, $"{program.Program} is not a program that Telos knows");
        }

        if (row.Is(ProgramTraits.Escalate))
        {
            return new(Verdict.Deny, $"{row.Name} changes who the agent is: no intent may");
        }

        if (row.Is(ProgramTraits.RawNetwork))
        {
            return ChecksPort(clause) || (model.Clauses.Length > 1 && model.Clauses.Any(ChecksPort))
                ? new(Verdict.Escalate,
                    $"raw network tool: {row.Name} {row.Summary}; checking a port needs approval")
                : new(Verdict.Deny,
                    $"raw network tool: {row.Name} {row.Summary}, which no bound on words can hold");
        }

        if (row.Is(ProgramTraits.Persist))
        {
            return new(Verdict.Escalate, $"{row.Name} {row.Summary}, beyond the reach of this policy");
        }

        if (row.Is(ProgramTraits.System))
        {
            return new(Verdict.Escalate, $"{row.Name} {row.Summary}, which concerns the whole machine: it needs approval");
        }

        if (row.Is(ProgramTraits.Debug))
        {
            return new(Verdict.Escalate, $"{row.Name} {row.Summary}: the intent needs approval for that");
        }

        if (row.Is(ProgramTraits.Shell)
            || (row.Is(ProgramTraits.Interpreter) && !IsHeld(row) && !row.Is(ProgramTraits.Builds)))
        {
            return program.Script.Length > 0 || row.Is(ProgramTraits.Remote)
                ? new(Verdict.Allow, row.Is(ProgramTraits.Remote)
                    ? $"named in the intent; {row.Summary}"
                    : $"named in the intent to run {program.Script}")
                : new(Verdict.Escalate,
                    $"{row.Name} without a script can run anything: name the script it is for");
        }

        return new(Verdict.Allow, $"named in the intent; {row.Summary}");
    }

    /// <summary>Whether words may bring a program that they do not name.</summary>
    public static bool MayBeImplied(ProgramRow row) => !row.Is(ProgramTraits.Escalate | ProgramTraits.RawNetwork
            | ProgramTraits.Persist | ProgramTraits.Debug | ProgramTraits.System)
        && (!row.Is(ProgramTraits.Shell) || row.Is(ProgramTraits.Remote))
        && (!row.Is(ProgramTraits.Interpreter) || IsHeld(row) || row.Is(ProgramTraits.Builds));

    // What it may be told is bounded, so that it runs no code of anybody's choice.
    private static bool IsHeld(ProgramRow row) =>
        ArgumentRules.Find(row.Name, Verbs.None, builds: false) is not null;

    private static bool ChecksPort(IntentClause clause) =>
        (clause.Has(Verbs.Check | Verbs.Test) || clause.Words.Contains("whether"))
        && clause.Words.Any(w => w is "port" or "open" or "reachable" or "listening" or "closed");
}
