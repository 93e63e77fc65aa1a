using System.Buffers;

namespace Telos.Core.Intent;

/// <summary>
/// What the regular forms of an English word have in common: "copies", "copied" and "copying" all give "copy". A key to
/// compare words by, no word itself: "replace" gives "replac".
/// </summary>
public static class WordStem
{
    private const int LengthMin = 3;

    private static readonly SearchValues<char> s_vowels = SearchValues.Create("aeiouy");

    /// <param name="word">In lower case.</param>
    public static string Of(string word)
    {
        ReadOnlySpan<char> rest = word;
        rest = rest.EndsWith("'s") ? rest[..^2] : rest;
        bool isWord = rest.Length > LengthMin && !rest.ContainsAnyExceptInRange('a', 'z');
        if (!isWord)
        {
            return rest.Length == word.Length ? word : rest.ToString();
        }

        Span<char> stem = stackalloc char[rest.Length];
        rest.CopyTo(stem);
        int length = Singular(stem);
        length = length > LengthMin + 1 && stem[..length].EndsWith("ly") ? length - 2 : length;
        length = WithoutTense(stem, length);
        length = length > LengthMin && stem[length - 1] == 'e' ? length - 1 : length;
        return length == word.Length ? word : stem[..length].ToString();
    }

    private static int Singular(Span<char> word)
    {
        if (word.EndsWith("ies") && word.Length > LengthMin + 1)
        {
            word[^3] = 'y';
            return word.Length - 2;
        }

        bool isPlural = word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i');
        if (!isPlural)
        {
            return word.Length;
        }

        bool hasVowel = word.EndsWith("xes") || word.EndsWith("ches") || word.EndsWith("shes") || word.EndsWith("sses");
        return word.Length - (hasVowel ? 2 : 1);
    }

    private static int WithoutTense(Span<char> word, int length)
    {
        int cut = word[..length].EndsWith("ing") ? 3 : word[..length].EndsWith("ed") ? 2 : 0;
        int rest = length - cut;
        if (cut == 0 || rest < LengthMin || !word[..rest].ContainsAny(s_vowels))
        {
            return length;
        }

        if (word[rest - 1] == 'i')
        {
            word[rest - 1] = 'y';
        }

        bool isDoubled = word[rest - 1] == word[rest - 2] && word[rest - 1] is not ('l' or 's' or 'z');
        return isDoubled ? rest - 1 : rest;
    }
}
