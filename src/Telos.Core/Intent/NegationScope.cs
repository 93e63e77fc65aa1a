using System.Collections.Frozen;

namespace Telos.Core.Intent;

/// <summary>
/// Which tokens a "no", "not" or "without" reaches. When in doubt the scope is wide for what is granted: a
/// negation that reaches too far costs a grant, one that stops short gives one away.
/// </summary>
internal sealed class NegationScope
{
    private static readonly FrozenSet<string> s_triggers = WordSets.Set(
        "no not never without avoid avoiding except excluding neither nor don't doesn't won't can't"
        + " mustn't shouldn't cannot dont refuse forbid");

    // "no more than ten lines" limits, "do not forget to" urges.
    private static readonly FrozenSet<string> s_harmlessFollowers = WordSets.Set(
        "only just more less fewer later longer earlier sooner forget fail hesitate neglect stop mind"
        + " need matter problem one sure");

    private static readonly FrozenSet<string> s_ends = WordSets.Set("until unless but if because so please");

    private static readonly FrozenSet<string> s_passives =
        WordSets.Set("be allowed permitted used needed required necessary touched contacted");

    private static readonly FrozenSet<string> s_articles =
        WordSets.Set("the a an any of or and to from with");

    private static readonly FrozenSet<string> s_pronouns = WordSets.Set("that which who whose where");

    private static readonly FrozenSet<string> s_means = WordSets.Set(
        "tool tools program programs command commands way ways anything something nothing one ones method methods script");

    private static readonly FrozenSet<string> s_auxiliaries =
        WordSets.Set("do does did is are was were has have had can could will would");

    private bool _open;
    private bool _narrows;

    /// <summary>One flag a token: true when the token is ruled out. Called for each clause in
    /// order.</summary>
    /// <param name="narrows">True where that says which things are meant, and not what is not to be done: "lines that do
    /// not contain x".</param>
    public bool[] Mark(
        IReadOnlyList<IntentToken> clause, bool afterStop, Func<IntentToken, bool> isObject, out bool[] narrows)
    {
        bool[] negated = new bool[clause.Count];
        narrows = new bool[clause.Count];
        _open = _open && !afterStop && FirstIsObject(clause, isObject);
        for (int i = 0; i < clause.Count; i++)
        {
            string word = clause[i].Kind == TokenKind.Word ? clause[i].Word : "";
            string next = i + 1 < clause.Count ? clause[i + 1].Word : "";
            if (IsTrigger(word, next) && !s_harmlessFollowers.Contains(next))
            {
                _open = true;
                _narrows = word is "except" or "excluding" || FollowsPronoun(clause, i);
                if (word == "not" && s_passives.Contains(next))
                {
                    Array.Fill(negated, true, 0, i);
                }
            }
            else if (s_ends.Contains(word))
            {
                _open = false;
            }

            negated[i] = _open;
            narrows[i] = _open && _narrows;
        }

        return negated;
    }

    public static bool IsTrigger(string word, string next) => s_triggers.Contains(word)
        || (word == "instead" && next == "of") || (word == "rather" && next == "than");

    // "lines that do not", "which is not", "files that don't"; what is said of tools binds the work.
    private static bool FollowsPronoun(IReadOnlyList<IntentToken> clause, int trigger)
    {
        int before = trigger > 0 && s_auxiliaries.Contains(clause[trigger - 1].Word) ? trigger - 2 : trigger - 1;
        return before >= 1 && s_pronouns.Contains(clause[before].Word) && !s_means.Contains(clause[before - 1].Word);
    }

    private static bool FirstIsObject(IReadOnlyList<IntentToken> clause, Func<IntentToken, bool> isObject)
    {
        foreach (var token in clause)
        {
            if (!s_articles.Contains(token.Word))
            {
                return isObject(token);
            }
        }

        return true;
    }
}
