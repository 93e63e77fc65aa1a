using System.Collections.Frozen;

namespace Telos.Core.Intent;

/// <summary>
/// Words that speak of attacking somebody, by the names that MITRE ATT&amp;CK and everyday reports give to it. Work against
/// attacks speaks of them too, so that a word counts for nothing behind one of defence: "block unauthorized access".
/// </summary>
internal static class AttackScan
{
    private const int CondemningWeight = 3;
    private const int ReachMax = 4;
    private const int DefenceReach = 5;

    // What is done to others; no defence explains it away but one that stands right before it.
    private static readonly (int Weight, string Text)[] s_acts =
    [
        (3, "exfiltrate; reverse shell; bind shell; advance persistent; apt attack; apt style; command control;"
            + " harvest credential; dump credential; steal credential; steal password; steal data; lateral movement;"
            + " escape sandbox; escape container;"
            + " escape jail; break out sandbox; break out container; sandbox escape; container escape; vm escape;"
            + " privileg escalation; escalate privileg; evade detection; avoid detection; undetect; gain unauthoriz;"
            + " attack target; exploit vulnerability; exploit weakness; target organization; inject malicious; install malware;"
            + " spread malware; create malware; write malware; deploy malware; maintain access; cover track; erase trace;"
            + " disable antivirus; disable security; bypass sandbox; bypass security; bypass restriction; circumvent security;"
            + " ssl strip; crack password; trick user; trick employee; trick victim; impersonate; blackmail; extort;"
            + " amplification attack; reflection attack; reflect attack; shellcode; attack server; attack machine"),
        (2, "foothold; stealth; stealthy; exploit; persistence technique; reconnaissance; infiltrate; sabotage; escape"),
        (1, "covert; evasive; silent; shodan; bypass; inject"),
    ];

    // What can be done to oneself: who speaks of defence speaks of it too.
    private static readonly (int Weight, string Text)[] s_threats =
    [
        (3, "ransomware; keylogger; botnet; ddos; denial service; zero day; syn flood; flood attack; spoof source; ip spoof;"
            + " fork bomb; brute force; phish; social engineer; cryptominer; crypto miner; trojan; rootkit; backdoor;"
            + " unauthoriz access; compromise system; compromise target; compromise host; credential theft; hijack"),
        (2, "attacker; malicious; payload; overflow; intrude; spoof; malware; vulnerability; attack; victim"),
        (1, "compromise; steal; sensitive; unauthorized; sandbox"),
    ];

    private static readonly FrozenDictionary<string, Phrase[]> s_byFirst = Index();

    private static readonly FrozenSet<string> s_nearDefences = Stems(
        "block detect prevent protect defend mitigate flag monitor identify stop against filter alert secure log audit"
        + " guard harden reject quarantine report respond investigate simulate check resist validate sanitize limit");

    private static readonly FrozenSet<string> s_defences =
        Stems("block prevent detect protect defend mitigate flag alert reject monitor quarantine harden");

    /// <summary>The phrase that condemns a text, or null.</summary>
    /// <param name="words">All its words, in lower case and in order.</param>
    public static Danger? Find(IReadOnlyList<string> words)
    {
        string[] stems = [.. words.Select(WordStem.Of)];
        bool speaksOfDefence = stems.Any(s_defences.Contains);
        HashSet<Phrase> said = [];
        for (int i = 0; i < stems.Length; i++)
        {
            foreach (Phrase phrase in s_byFirst.GetValueOrDefault(stems[i]) ?? [])
            {
                bool isExplained = phrase.IsThreat && speaksOfDefence;
                if (!isExplained && Follows(stems, i, phrase.Stems) && !IsDefended(stems, i))
                {
                    said.Add(phrase);
                }
            }
        }

        return said.Sum(phrase => phrase.Weight) >= CondemningWeight
            ? new Danger("attack", $"the words speak of an attack ({string.Join(", ", said.OrderByDescending(p => p.Weight)
                .ThenBy(p => p.Text, StringComparer.Ordinal).Take(3).Select(p => p.Text))}): no intent may")
            : null;
    }

    private static bool Follows(string[] stems, int at, string[] phrase)
    {
        foreach (string stem in phrase.AsSpan(1))
        {
            int next = Array.IndexOf(stems, stem, at + 1, Math.Min(ReachMax, stems.Length - at - 1));
            if (next < 0)
            {
                return false;
            }

            at = next;
        }

        return true;
    }

    private static bool IsDefended(string[] stems, int at)
    {
        for (int i = Math.Max(0, at - DefenceReach); i < at; i++)
        {
            if (s_nearDefences.Contains(stems[i]) || NegationScope.IsTrigger(stems[i], ""))
            {
                return true;
            }
        }

        return false;
    }

    private static FrozenDictionary<string, Phrase[]> Index() =>
        s_acts.SelectMany(row => Split(row, isThreat: false)).Concat(s_threats.SelectMany(row => Split(row, isThreat: true)))
            .GroupBy(phrase => phrase.Stems[0]).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    private static IEnumerable<Phrase> Split((int Weight, string Text) row, bool isThreat) =>
        row.Text.Split(';', StringSplitOptions.TrimEntries).Select(phrase =>
            new Phrase(row.Weight, phrase, [.. phrase.Split(' ').Select(WordStem.Of)], isThreat));

    private static FrozenSet<string> Stems(string words) =>
        words.Split(' ').Select(WordStem.Of).ToFrozenSet(StringComparer.Ordinal);

    private sealed record Phrase(int Weight, string Text, string[] Stems, bool IsThreat);
}
