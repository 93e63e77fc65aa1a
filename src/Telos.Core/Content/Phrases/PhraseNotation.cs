using System.Globalization;
using System.Text.Json;

namespace Telos.Core.Content.Phrases;

/// <summary>Phrases as patterns.json writes them: words, a|b, @set, beginnings*, gaps ..N.</summary>
internal sealed class PhraseNotation(JsonElement sets)
{
    private const string Gap = "..";

    /// <summary>A slot whose words have no numbers yet.</summary>
    internal sealed record Slot(int GapMax, List<string[]> Alternatives);

    /// <summary>All that were read, again and again.</summary>
    public List<string> Words { get; } = [];

    public List<Slot> Parse(string phrase)
    {
        List<Slot> slots = [];
        int gapMax = 0;
        foreach (string part in phrase.Split(' '))
        {
            if (part.StartsWith(Gap, StringComparison.Ordinal))
            {
                gapMax = int.Parse(part.AsSpan(Gap.Length), CultureInfo.InvariantCulture);
                continue;
            }

            List<string[]> alternatives = [];
            foreach (string alternative in part.Split('|'))
            {
                AddAlternative(alternative, alternatives);
            }

            slots.Add(new Slot(gapMax, alternatives));
            gapMax = 0;
        }

        return slots;
    }

    public static PhraseSlot[] Compile(List<Slot> slots, Vocabulary vocabulary)
    {
        PhraseSlot[] compiled = new PhraseSlot[slots.Count];
        for (int i = 0; i < compiled.Length; i++)
        {
            int[][] alternatives = new int[slots[i].Alternatives.Count][];
            for (int j = 0; j < alternatives.Length; j++)
            {
                alternatives[j] = Array.ConvertAll(slots[i].Alternatives[j], vocabulary.PatternOf);
            }

            compiled[i] = new PhraseSlot(slots[i].GapMax, alternatives);
        }

        return compiled;
    }

    private void AddAlternative(string text, List<string[]> alternatives)
    {
        if (text.StartsWith('@'))
        {
            foreach (JsonElement part in sets.GetProperty(text.AsSpan(1)).EnumerateArray())
            {
                foreach (string of in part.GetString()!.Split('|'))
                {
                    AddAlternative(of, alternatives);
                }
            }

            return;
        }

        string[] words = WordsOf(text);
        alternatives.Add(words);
        Words.AddRange(words);
    }

    // Only where each character is a word is there more than one.
    private static string[] WordsOf(string alternative)
    {
        if (alternative is "," or ":")
        {
            return [alternative];
        }

        List<string> words = [];
        Span<char> folded = stackalloc char[WordFold.LengthMax];
        WordCursor cursor = new(alternative);
        while (cursor.MoveNext())
        {
            words.Add(new string(folded[..WordFold.Fold(cursor.Word, folded)]));
        }

        if (alternative.EndsWith('*'))
        {
            words[^1] += "*";
        }

        return [.. words];
    }
}
