using System.Globalization;
using System.Text.Json;

namespace Telos.Core.Content.Phrases;

/// <summary>Phrases as patterns.json writes them: words, a|b, @set, beginnings*, gaps ..N.</summary>
/// <param name="vocabulary">Takes the words of what is read, until it is complete.</param>
internal sealed class PhraseNotation(JsonElement sets, Vocabulary vocabulary)
{
    private const string Gap = "..";

    private readonly List<int> _slots = [];

    /// <summary>As <see cref="Phrase.Slots"/> has them; without meaning as long as the vocabulary is not complete.</summary>
    public int[] Read(string phrase)
    {
        _slots.Clear();
        int gapMax = 0;
        foreach (string part in phrase.Split(' '))
        {
            if (part.StartsWith(Gap, StringComparison.Ordinal))
            {
                gapMax = int.Parse(part.AsSpan(Gap.Length), CultureInfo.InvariantCulture);
                continue;
            }

            _slots.Add(gapMax);
            int count = _slots.Count;
            _slots.Add(0);
            foreach (string alternative in part.Split('|'))
            {
                _slots[count] += Add(alternative);
            }

            gapMax = 0;
        }

        return [.. _slots];
    }

    /// <summary>How many alternatives it stands for.</summary>
    private int Add(string text)
    {
        if (!text.StartsWith('@'))
        {
            AddWords(text);
            return 1;
        }

        int count = 0;
        JsonElement parts = sets.GetProperty(text.AsSpan(1));
        for (int i = 0; i < parts.GetArrayLength(); i++)
        {
            foreach (string of in parts[i].GetString()!.Split('|'))
            {
                count += Add(of);
            }
        }

        return count;
    }

    // Only where each character is a word is there more than one.
    private void AddWords(string text)
    {
        int count = _slots.Count;
        _slots.Add(0);
        Span<char> folded = stackalloc char[WordFold.LengthMax];
        WordCursor cursor = new(text);
        while (cursor.MoveNext())
        {
            string word = cursor.Kind switch
            {
                WordKind.Mark => Vocabulary.MarkText,
                WordKind.Colon => Vocabulary.ColonText,
                _ => new string(folded[..WordFold.Fold(cursor.Word, folded)]),
            };
            bool isBeginning = cursor.EndExcl == text.Length - 1 && text[^1] == '*';
            _slots.Add(vocabulary.PatternOf(word, isBeginning));
            _slots[count]++;
        }
    }
}
