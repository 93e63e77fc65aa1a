using Telos.Core.Abi;
using Telos.Core.Exec;

namespace Telos.Core.Policy;

/// <summary>
/// What an adjudicator has lifted: a judgement ESCALATE on one of these subjects counts as ALLOW. A DENY stays one, whoever
/// says what, and so does what no grant could open.
/// </summary>
internal sealed class LiftedSubjects(IReadOnlySet<string> subjects, Ceiling ceiling)
{
    private const string Reason = "approved: ";

    public ProgramJudgement Over(string program, ProgramJudgement judgement) =>
        judgement.Verdict == Verdict.Escalate && subjects.Contains(program) && IsFixed(program)
            ? new ProgramJudgement(Verdict.Allow, Reason + judgement.Reason)
            : judgement;

    /// <summary>Null when nothing speaks against the host any more.</summary>
    public Refusal? Over(Refusal? refusal) =>
        refusal is { Verdict: Verdict.Escalate } && subjects.Contains(refusal.Subject)
        && System.Text.Ascii.IsValid(refusal.Subject)
            ? null
            : refusal;

    // A relative name leads somewhere else in each directory, and the exec gate runs nothing that agents can write.
    private bool IsFixed(string program) => !program.Contains('/', StringComparison.Ordinal)
        || (program.StartsWith('/') && !AreaMatch.IsWritable(ceiling, program));
}
