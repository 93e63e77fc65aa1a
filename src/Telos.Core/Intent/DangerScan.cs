using System.Collections.Frozen;
using System.Collections.Immutable;
using Telos.Core.Exec;

namespace Telos.Core.Intent;

/// <summary>
/// Finds words that condemn an intent as a whole: secrets being handed out, protection being turned off,
/// instructions to whoever reads the text. It reads quoted text too: an order does not need to be ours.
/// </summary>
internal sealed class DangerScan
{
    private static readonly FrozenSet<string> s_secrets = WordSets.Set(
        "credential credentials cred creds secret secrets password passwords passwd passphrase"
        + " passphrases tokens cookies keychain keystore id_rsa id_ed25519 .env");

    private static readonly FrozenSet<string> s_keyKinds = WordSets.Set(
        "api private ssh secret access encryption signing gpg pgp session auth authentication bearer"
        + " login");

    private static readonly FrozenSet<string> s_keyNouns =
        WordSets.Set("key keys token tokens cookie cookies");

    private static readonly FrozenSet<string> s_handOuts = WordSets.Set(
        "share send exfiltrate upload leak post publish transmit email mail forward push steal"
        + " harvest dump crack smuggle reveal disclose expose sell submit give hand");

    private static readonly FrozenSet<string> s_disarms = WordSets.Set(
        "disable stop kill bypass unload evade circumvent uninstall remove terminate escape defeat"
        + " deactivate off ignore override");

    private static readonly FrozenSet<string> s_guards = WordSets.Set(
        "telos apparmor selinux auditd firewall antivirus security sandbox seccomp lsm monitoring"
        + " protection protections safeguards guardrails edr");

    private static readonly FrozenSet<string> s_instructions =
        WordSets.Set(
        "instructions instruction rules guidelines prompt directions policy policies restrictions");

    private static readonly FrozenSet<string> s_earlier =
        WordSets.Set(
        "previous prior above earlier your all system safety these preceding any former");

    private static readonly string[] s_escalations =
    [
        "become root", "as root", "root shell", "root privileges", "gain root", "escalate privileges",
        "privilege escalation", "get root", "elevate privileges",
    ];

    private static readonly string[] s_footholds = ["reverse shell", "bind shell", "backdoor", "keylogger", "rootkit"];

    private static readonly string[] s_endings = ["ing", "ed", "s", "es", "d"];

    private readonly List<(IReadOnlyList<string> Words, IntentClause Clause)> _clauses = [];
    private readonly List<Danger> _found = [];

    public void Read(IReadOnlyList<IntentToken> tokens, IntentClause clause)
    {
        var words = tokens.SelectMany(t => t.Kind == TokenKind.Quoted ? WordsOf(t.Word) : [t.Word]).ToList();
        _clauses.Add((words, clause));
        ReadEscalation(words, clause);
        ReadDisarming(words);
        ReadPhrases(words);
    }

    public ImmutableArray<Danger> Found()
    {
        var secrets = _clauses.Select(c => SecretIn(c.Words)).ToList();
        for (int i = 0; i < _clauses.Count; i++)
        {
            string handOut = HandOutIn(_clauses[i].Words);
            if (handOut.Length == 0)
            {
                continue;
            }

            // "read the credentials and send them out": the object stands in another clause.
            string secret = secrets[i].Length > 0 ? secrets[i]
                : _clauses[i].Words.Any(WordSets.Pronouns.Contains)
                    ? secrets.FirstOrDefault(s => s.Length > 0) ?? ""
                    : "";
            if (secret.Length > 0)
            {
                _found.Add(new Danger(secret, $"the intent would {handOut} {secret}: secrets do not leave"));
            }
        }

        if (_found.Count == 0 && AttackScan.Find([.. _clauses.SelectMany(c => c.Words)]) is { } attack)
        {
            _found.Add(attack);
        }

        return [.. _found.Distinct().OrderBy(d => d.Subject, StringComparer.Ordinal)];
    }

    private void ReadEscalation(List<string> words, IntentClause clause)
    {
        foreach (var program in clause.Programs)
        {
            if (!program.Negated && program.Row?.Is(ProgramTraits.Escalate) == true)
            {
                _found.Add(new Danger(program.Program,
                    $"{program.Program} changes who the agent is: no intent may"));
            }
        }

        string text = string.Join(' ', words);
        foreach (string phrase in s_escalations)
        {
            if (Contains(text, phrase) && !NegatedBefore(words, phrase.Split(' ')[0]))
            {
                _found.Add(new Danger(phrase, "the intent asks for more privilege than the agent has"));
            }
        }
    }

    private void ReadDisarming(List<string> words)
    {
        int act = words.FindIndex(w => s_disarms.Contains(Stem(w)));
        int guard = words.FindIndex(w => s_guards.Contains(w));
        bool turnsOff = act >= 0
            && (words[act] != "off" || words.Any(w => Stem(w) is "turn" or "switch" or "shut"));
        if (turnsOff && guard >= 0 && Math.Abs(guard - act) <= 4 && !NegatedBefore(words, words[act]))
        {
            _found.Add(new Danger(words[guard], $"the intent would turn {words[guard]} off"));
        }
    }

    private void ReadPhrases(List<string> words)
    {
        int ignore =
            words.FindIndex(w => Stem(w) is "ignore" or "disregard" or "forget" or "override" or "overrule");
        if (ignore >= 0)
        {
            var after = words.Skip(ignore + 1).Take(5).ToList();
            bool isAbove = after.Take(3).Any(w => w is "above" or "previous" or "preceding" or "prior" or "foregoing");
            if (isAbove || (after.Any(s_instructions.Contains) && after.Any(s_earlier.Contains)))
            {
                _found.Add(new Danger("instructions",
                    "the text gives orders to its reader instead of stating work"));
            }
        }

        string text = string.Join(' ', words);
        foreach (string phrase in s_footholds)
        {
            if (Contains(text, phrase) && words.Any(IsMaking) && !NegatedBefore(words, phrase.Split(' ')[0]))
            {
                _found.Add(new Danger(phrase, $"a {phrase} gives control of this machine away"));
            }
        }
    }

    private static bool IsMaking(string word) => Stem(word) is "open" or "start" or "spawn" or "create" or "install"
        or "run" or "launch" or "deploy" or "plant" or "write" or "get" or "build" or "make";

    private static string SecretIn(IReadOnlyList<string> words)
    {
        for (int i = 0; i < words.Count; i++)
        {
            if (s_secrets.Contains(words[i]))
            {
                return words[i];
            }

            if (i > 0 && s_keyNouns.Contains(words[i]) && s_keyKinds.Contains(words[i - 1]))
            {
                return words[i - 1] + " " + words[i];
            }

            if (words[i] == "shadow" && i + 1 < words.Count && words[i + 1] is "file" or "files")
            {
                return "shadow file";
            }
        }

        return "";
    }

    private static string HandOutIn(IReadOnlyList<string> words)
    {
        for (int i = 0; i < words.Count; i++)
        {
            string stem = Stem(words[i]);
            if (s_handOuts.Contains(stem) && !NegatedNear(words, i)
                && (i == 0 || !WordSets.Determiners.Contains(words[i - 1])))
            {
                return stem;
            }
        }

        return "";
    }

    private static bool NegatedBefore(List<string> words, string word) =>
        NegatedNear(words, words.IndexOf(word));

    // Near only: "without asking, share" and "do not stop until you share" do not rule sharing out.
    private static bool NegatedNear(IReadOnlyList<string> words, int at)
    {
        for (int i = Math.Max(0, at - 2); i < at; i++)
        {
            bool isWithout = words[i] == "without";
            if (NegationScope.IsTrigger(words[i], i + 1 < words.Count ? words[i + 1] : "")
                && (!isWithout || i + 1 == at)
                && words[i + 1] is not ("forget" or "fail" or "hesitate" or "only" or "just"))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(string text, string phrase)
    {
        int at = text.IndexOf(phrase, StringComparison.Ordinal);
        return at >= 0 && (at == 0 || text[at - 1] == ' ');
    }

    private static string[] WordsOf(string text) =>
        text.Split([' ', '\t', '\n', ',', '.', ';', ':', '!', '?', '(', ')'],
            StringSplitOptions.RemoveEmptyEntries);

    private static string Stem(string word)
    {
        if (word is "sent" or "gave")
        {
            return word == "sent" ? "send" : "give";
        }

        // Most words have none of these endings.
        if (word.Length > 0 && word[^1] is not ('g' or 'd' or 's'))
        {
            return word;
        }

        foreach (string ending in s_endings)
        {
            if (word.Length > ending.Length + 2 && word.EndsWith(ending, StringComparison.Ordinal))
            {
                string stem = word[..^ending.Length];
                string doubled = stem[^1] == stem[^2] ? stem[..^1] : stem;
                string? form = IsDanger(stem) ? stem : IsDanger(stem + "e") ? stem + "e" : IsDanger(doubled) ? doubled : null;
                if (form is not null)
                {
                    return form;
                }
            }
        }

        return word;
    }

    private static bool IsDanger(string form) => s_handOuts.Contains(form) || s_disarms.Contains(form);
}
