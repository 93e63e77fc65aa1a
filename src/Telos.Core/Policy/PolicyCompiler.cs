using Telos.Core.Abi;
using Telos.Core.Intent;

namespace Telos.Core.Policy;

/// <summary>
/// From words to bounds: the least that the stated work needs, inside the ceiling, with a reason for each
/// line. A function of its arguments alone.
/// </summary>
public static class PolicyCompiler
{
    public static CompiledPolicy Compile(string goal, TimeSpan ttl, Ceiling ceiling)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero);
        var ttlGranted = ttl < ceiling.TtlMax ? ttl : ceiling.TtlMax;
        var status = IntentText.Check(goal);
        if (status != IntentStatus.Ok)
        {
            return Refuse(goal, ttlGranted,
                [new Refusal("intent", Verdict.Deny, IntentText.Explain(status))]);
        }

        var model = IntentParser.Parse(goal);
        var dangers = model.Dangers.Concat(LabelledHandOuts(model, ceiling)).ToList();
        if (dangers.Count > 0)
        {
            return Refuse(goal, ttlGranted,
                dangers.Select(d => new Refusal(d.Subject, Verdict.Deny, d.Reason)));
        }

        var draft = new PolicyDraft(model, ceiling);
        draft.GrantHosts();
        draft.GrantPaths();
        draft.GrantPrograms();
        draft.Settle();
        if (!draft.HasGrants && draft.Refusals.Count == 0)
        {
            draft.Refuse("intent", Verdict.Deny,
                "no program, host or path could be derived: say what you will run, fetch or read");
        }

        if (draft.HasGrants && ttl > ceiling.TtlMax)
        {
            draft.Refuse($"ttl {TtlText.Format(ttl)}", Verdict.Deny,
                $"the ceiling lets a policy live {TtlText.Format(ceiling.TtlMax)} at most");
        }

        return draft.HasGrants ? draft.ToPolicy(goal, ttlGranted) : Refuse(goal, ttlGranted, draft.Refusals);
    }

    // A path under a label that no intent may read is a secret by another name.
    private static IEnumerable<Danger> LabelledHandOuts(IntentModel model, Ceiling ceiling)
    {
        if (!model.Has(Verbs.Send))
        {
            yield break;
        }

        foreach (var path in model.Clauses.SelectMany(c => c.Paths).Where(p => !p.Negated))
        {
            var status = PathText.TryNormalise(path.Text, out string normal);
            if (status == PathStatus.Ok && LabelMatch.Find(ceiling.Labels, normal) is { Grantable: false })
            {
                yield return new Danger(normal, $"the intent would hand out {normal}: secrets do not leave");
            }
        }
    }

    private static CompiledPolicy Refuse(string goal, TimeSpan ttl, IEnumerable<Refusal> refusals)
    {
        var sorted = PolicyDraft.Sort(refusals);

        // One thing that only a person may decide is no answer while another is simply refused.
        var verdict = sorted.All(r => r.Verdict == Verdict.Escalate) ? Verdict.Escalate : Verdict.Deny;
        return new CompiledPolicy(verdict, goal, ttl, [], [], [], sorted);
    }
}
