using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Telos.Core.Intent;

/// <summary>
/// Texts that are no work on a machine: questions, talk to a model, and business that somebody is bound by, like payments and
/// letters. Nothing is wrong with them; a person says whether the agent may.
/// </summary>
internal static class AddresseeScan
{
    private const int TagsMin = 3;

    private static readonly string[] s_sentenceEnds = [". ", "? ", "! ", "\n"];

    private static readonly FrozenSet<string> s_vague = WordSets.Set("unnecessary unneeded useless unwanted irrelevant junk");

    private static readonly string[] s_openings =
    [
        "what ", "what's ", "who ", "who's ", "whose ", "why ", "when ", "where ", "is it ", "is there ", "are you ",
        "are there ", "do you ", "does ", "did ", "can you ", "could you ", "tell me ", "would you ", "should i ", "answer ",
        "imagine ", "suppose ",
    ];

    // Said to a model, not about a machine.
    private static readonly string[] s_addresses =
    [
        "you have to answer", "you are now", "you must answer", "pretend ", "hypothetical", "role play", "roleplay",
        "developer mode", "your thoughts", "your opinion", "what do you think", "don't you think", "as an ai",
        "your programming", "repeat after", "let's play", "answer the question",
    ];

    private static readonly FrozenSet<string> s_deeds = WordSets.Set(
        "send transfer pay buy order book reserve cancel reply post tweet publish share email invite schedule sell donate"
        + " claim reschedule forward message text create delete get update modify change read visit");

    // What programs say, and what goes with a commit.
    private static readonly FrozenSet<string> s_ownMessages = WordSets.Set(
        "error errors help welcome commit warning warnings log debug usage version status system kernel");

    private static readonly FrozenSet<string> s_affairs = WordSets.Set(
        "transaction transactions iban payment payments money bank invoice invoices calendar appointment appointments"
        + " reservation reservations hotel flight tweet twitter facebook instagram slack email emails e-mail inbox sms"
        + " mail mails message messages contact contacts customer customers patient patients prize subscription drive"
        + " employees participants recipient channel purchase refund salary credit passport lawsuit");

    private static readonly FrozenSet<string> s_machine = WordSets.Set(
        "file files directory directories folder folders process processes disk command commands package packages line lines"
        + " service services server port ports network system user users group groups kernel cpu memory script string text"
        + " path paths variable output column columns date time host hostname current symlink link links archive");

    /// <summary>Why a person is to decide, or an empty string.</summary>
    public static string Find(string text, IntentModel model)
    {
        string lower = text.TrimStart().ToLowerInvariant();
        if (s_addresses.FirstOrDefault(phrase => lower.Contains(phrase, StringComparison.Ordinal)) is string phrase)
        {
            return $"\"{phrase.Trim()}\" speaks to a reader, and is no work on this machine";
        }

        if (HoldsEncodedText(lower))
        {
            return "numbers stand for letters in it, which hides words from a reader";
        }

        if (CarriesDocument(lower))
        {
            return "it carries a document, and what stands in a document is no intent";
        }

        if (!NamesMachine(model) && lower.Split(s_sentenceEnds, StringSplitOptions.RemoveEmptyEntries).Any(IsQuestion))
        {
            return "it asks a question, and is no work on this machine";
        }

        foreach (IntentClause clause in model.Clauses)
        {
            if (AffairOf(clause.Words) is { } affair && !clause.Programs.Any(p => p.IsCommand))
            {
                return $"\"{affair}\" binds a person: who acts in somebody's name needs his word";
            }

            if (clause.Has(Verbs.Delete) && clause.Words.FirstOrDefault(s_vague.Contains) is string vague)
            {
                return $"it would delete what is \"{vague}\", and does not say what that is";
            }
        }

        return "";
    }

    // An affair, and a deed with it; "message Bob" is both in one word, and "print an error message" is neither.
    private static string? AffairOf(ImmutableArray<string> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            bool isOwn = words[i] is "message" or "messages"
                && (i > 0 && s_ownMessages.Contains(words[i - 1]) || (i + 1 < words.Length && words[i + 1] == "digest"));
            if (s_affairs.Contains(words[i]) && !isOwn
                && words.Where((word, at) => (at != i || i == 0) && s_deeds.Contains(word)).Any())
            {
                return words[i];
            }
        }

        return null;
    }

    private static bool IsQuestion(string sentence) =>
        s_openings.Any(opening => sentence.AsSpan().TrimStart().StartsWith(opening, StringComparison.Ordinal));

    // Three tags of a markup language, as a page has that somebody pasted.
    private static bool CarriesDocument(string text)
    {
        int tags = 0;
        for (int at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at + 1))
        {
            bool isTag = at + 1 < text.Length && (char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '/' or '!');
            tags += isTag && text.AsSpan(at).Contains('>') ? 1 : 0;
        }

        return tags >= TagsMin;
    }

    private static bool NamesMachine(IntentModel model) => model.Clauses.Any(clause =>
        clause.Hosts.Length + clause.Paths.Length + clause.Programs.Length > 0 || clause.Words.Any(s_machine.Contains));

    // Three octets in binary, one after the other.
    private static bool HoldsEncodedText(string text)
    {
        int octets = 0;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            octets = word.Length >= 8 && !word.AsSpan(0, 8).ContainsAnyExcept('0', '1') ? octets + 1 : 0;
            if (octets == 3)
            {
                return true;
            }
        }

        return false;
    }
}
