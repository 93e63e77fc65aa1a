namespace Telos.Core.Content.Phrases;

/// <summary>All words of the phrases, and all beginnings of words (a*), sorted: a text's word is looked up once.</summary>
internal sealed class Vocabulary
{
    private const int AnyMark = -1;
    private const int AnyColon = -2;

    private readonly string[] _words;
    private readonly string[] _beginnings;

    /// <summary>For each beginning the longest other one with which it begins itself.</summary>
    private readonly int[] _shorter;

    public Vocabulary(IEnumerable<string> patterns)
    {
        List<string> words = [];
        List<string> beginnings = [];
        foreach (string pattern in patterns)
        {
            (pattern.EndsWith('*') ? beginnings : words).Add(pattern.TrimEnd('*'));
        }

        _words = Sorted(words);
        _beginnings = Sorted(beginnings);
        _shorter = new int[_beginnings.Length];
        for (int i = 0; i < _beginnings.Length; i++)
        {
            _shorter[i] = LongestOf(_beginnings[i], i - 1);
        }
    }

    public int WordCount => _words.Length;

    public int BeginningCount => _beginnings.Length;

    /// <summary>A word or a beginning as a number; "," and ":" stand for marks.</summary>
    public int PatternOf(string pattern) => pattern switch
    {
        "," => AnyMark,
        ":" => AnyColon,
        _ when pattern.EndsWith('*') => (Array.BinarySearch(_beginnings, pattern[..^1], StringComparer.Ordinal) << 1) | 1,
        _ => Array.BinarySearch(_words, pattern, StringComparer.Ordinal) << 1,
    };

    /// <summary>Whether a pattern is a word, and which; otherwise it is a beginning.</summary>
    public static bool IsWord(int pattern, out int index)
    {
        index = pattern >> 1;
        return (pattern & 1) == 0;
    }

    /// <param name="word">Folded.</param>
    public Word Find(ReadOnlySpan<char> word, int start, int endExcl)
    {
        int exact = Below(_words, word);
        exact = exact >= 0 && word.SequenceEqual(_words[exact]) ? exact : Word.Unknown;
        return new Word(start, endExcl, exact, LongestOf(word, Below(_beginnings, word)));
    }

    public bool Matches(int pattern, in Word word)
    {
        if (pattern < 0)
        {
            return pattern == AnyMark ? word.IsMark : word.Exact == Word.Colon;
        }

        if (IsWord(pattern, out int index))
        {
            return word.Exact == index;
        }

        int beginning = word.Beginning;
        while (beginning > index)
        {
            beginning = _shorter[beginning];
        }

        return beginning == index;
    }

    public int Shorter(int beginning) => _shorter[beginning];

    // What a word begins with is the greatest that is not greater than it, or what that begins with.
    private int LongestOf(ReadOnlySpan<char> word, int from)
    {
        int at = from;
        while (at >= 0 && !word.StartsWith(_beginnings[at]))
        {
            at = _shorter[at];
        }

        return at;
    }

    /// <summary>The index of the greatest that is not greater, or -1.</summary>
    private static int Below(string[] sorted, ReadOnlySpan<char> word)
    {
        int low = -1;
        int high = sorted.Length;
        while (high - low > 1)
        {
            int middle = (low + high) >>> 1;
            (low, high) = word.SequenceCompareTo(sorted[middle]) >= 0 ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static string[] Sorted(List<string> texts)
    {
        texts.Sort(StringComparer.Ordinal);
        int count = 0;
        for (int i = 0; i < texts.Count; i++)
        {
            if (i == 0 || texts[i] != texts[i - 1])
            {
                texts[count++] = texts[i];
            }
        }

        return [.. texts.GetRange(0, count)];
    }
}
