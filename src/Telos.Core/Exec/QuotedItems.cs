using System.Text;

namespace Telos.Core.Exec;

/// <summary>
/// GIT_CONFIG_PARAMETERS as git writes it (quote.c, config.c): 'key'='value' or 'key=value' behind one another, a quote
/// in a value as '\''. What is written in another way is refused.
/// </summary>
internal struct QuotedItems(ArgumentSet set)
{
    private const char Quote = '\'';

    private readonly StringBuilder _key = new();
    private Part _part;

    private enum Part
    {
        Between,
        Key,
        KeyClosed,
        QuoteExpected,
        Value,
        ValueClosed,
        Escaped,
        Refused,
    }

    /// <summary>Whether each key is one that the set lists.</summary>
    public static bool AreWithin(ArgumentSet set, string text)
    {
        var items = new QuotedItems(set);
        foreach (char letter in text)
        {
            items._part = items.Take(letter);
        }

        return items._part != Part.Refused;
    }

    private readonly Part Take(char letter) => (_part, letter) switch
    {
        (Part.Between, ' ') => Part.Between,
        (Part.Between, Quote) => BeginKey(),
        (Part.Key, '=') => KnowsKey() ? Part.Value : Part.Refused,
        (Part.Key, Quote) => KnowsKey() ? Part.KeyClosed : Part.Refused,
        (Part.Key, _) => Append(letter),
        (Part.KeyClosed, '=') => Part.QuoteExpected,
        (Part.QuoteExpected, Quote) => Part.Value,
        (Part.Value, Quote) => Part.ValueClosed,
        (Part.Value, _) => Part.Value,
        (Part.ValueClosed, '\\') => Part.Escaped,
        (Part.KeyClosed or Part.ValueClosed, ' ') => Part.Between,
        (Part.Escaped, _) => Part.QuoteExpected,
        _ => Part.Refused,
    };

    private readonly Part BeginKey()
    {
        _key.Clear().Append("-c");
        return Part.Key;
    }

    private readonly Part Append(char letter)
    {
        _key.Append(char.ToLowerInvariant(letter));
        return Part.Key;
    }

    private readonly bool KnowsKey()
    {
        string key = _key.ToString();
        return set.Words.Any(word => word.Text == key);
    }
}
