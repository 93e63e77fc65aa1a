using System.Collections.Frozen;
using Telos.Core.Abi;
using Telos.Core.Intent;

namespace Telos.Core.Policy;

/// <summary>
/// From words to bounds: the least that the stated work needs, inside the ceiling, with a reason for each
/// line. A function of its arguments alone.
/// </summary>
public static class PolicyCompiler
{
    /// <summary>How many planned actions may stand beside a goal.</summary>
    public const int ActionsMax = 64;

    private const string IntentSubject = "intent";

    public static CompiledPolicy Compile(string goal, TimeSpan ttl, Ceiling ceiling, IReadOnlySet<string>? lifted = null) =>
        Compile(goal, [], ttl, ceiling, lifted);

    /// <param name="actions">What the agent plans to do for its goal, one step or command line each.</param>
    /// <param name="lifted">Subjects whose verdict ESCALATE somebody has lifted; null: none.</param>
    public static CompiledPolicy Compile(
        string goal, IReadOnlyList<string> actions, TimeSpan ttl, Ceiling ceiling, IReadOnlySet<string>? lifted = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero);
        var ttlGranted = ttl < ceiling.TtlMax ? ttl : ceiling.TtlMax;
        string fault = Fault(goal, actions);
        if (fault.Length > 0)
        {
            return Refuse(goal, ttlGranted, [new Refusal(IntentSubject, Verdict.Deny, fault)]);
        }

        var model = IntentParser.Parse([goal, .. actions]);
        var dangers = model.Dangers.Concat(LabelledHandOuts(model, ceiling)).Concat(SendRule.Judge(model, ceiling)).ToList();
        if (dangers.Count > 0)
        {
            return Refuse(goal, ttlGranted,
                dangers.Select(d => new Refusal(d.Subject, Verdict.Deny, d.Reason)));
        }

        var draft = new PolicyDraft(model, ceiling, new LiftedSubjects(lifted ?? FrozenSet<string>.Empty, ceiling));
        draft.GrantHosts();
        draft.GrantPaths();
        draft.GrantPrograms();
        draft.Settle();

        // What is no work on this machine, or not said, is granted nothing before somebody has read it.
        string doubt = lifted?.Contains(IntentSubject) == true ? "" : Doubt(goal, actions, model);
        if (draft.HasGrants && doubt.Length > 0)
        {
            return Refuse(goal, ttlGranted, [new Refusal(IntentSubject, Verdict.Escalate, doubt)]);
        }

        if (!draft.HasGrants && draft.Refusals.Count == 0)
        {
            draft.Refuse(IntentSubject, Verdict.Deny,
                "no program, host or path could be derived: say what you will run, fetch or read");
        }

        if (draft.HasGrants && ttl > ceiling.TtlMax)
        {
            draft.Refuse($"ttl {TtlText.Format(ttl)}", Verdict.Deny,
                $"the ceiling lets a policy live {TtlText.Format(ceiling.TtlMax)} at most", isWished: true);
        }

        return draft.HasGrants ? draft.ToPolicy(goal, ttlGranted) : Refuse(goal, ttlGranted, draft.Refusals);
    }

    private static string Doubt(string goal, IReadOnlyList<string> actions, IntentModel model) =>
        actions.Prepend(goal).Select(text => AddresseeScan.Find(text, model)).FirstOrDefault(doubt => doubt.Length > 0) ?? "";

    private static string Fault(string goal, IReadOnlyList<string> actions)
    {
        if (actions.Count > ActionsMax)
        {
            return $"the intent plans more than {ActionsMax} actions: say it in fewer";
        }

        foreach (string text in actions.Prepend(goal))
        {
            var status = IntentText.Check(text);
            if (status != IntentStatus.Ok)
            {
                return IntentText.Explain(status);
            }
        }

        return "";
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
