namespace Telos.Core.Content.Phrases;

/// <summary>All words of the phrases, and all beginnings of words (a*), sorted: a text's word is looked up once.</summary>
internal sealed class Vocabulary
{
    private const int AnyMark = -1;
    private const int AnyColon = -2;

    private readonly List<string> _words = [];
    private readonly List<string> _beginnings = [];

    /// <summary>For each beginning the longest other one with which it begins itself; empty until all are known.</summary>
    private readonly List<int> _shorter = [];

    /// <summary>As phrases write any mark, and a colon.</summary>
    public const string MarkText = ",";

    /// <inheritdoc cref="MarkText"/>
    public const string ColonText = ":";

    public int WordCount => _words.Count;

    public int BeginningCount => _beginnings.Count;

    /// <summary>What was added is all.</summary>
    public void Complete()
    {
        for (int i = 0; i < _beginnings.Count; i++)
        {
            _shorter.Add(LongestOf(_beginnings[i], i - 1));
        }
    }

    /// <summary>A word, or the beginning of words, as a number, which holds once all are known.</summary>
    public int PatternOf(string word, bool isBeginning)
    {
        if (word is MarkText or ColonText)
        {
            return word == MarkText ? AnyMark : AnyColon;
        }

        List<string> known = isBeginning ? _beginnings : _words;
        int at = Below(known, word);
        if (at < 0 || known[at] != word)
        {
            known.Insert(++at, word);
        }

        return (at << 1) | (isBeginning ? 1 : 0);
    }

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
    private static int Below(List<string> sorted, ReadOnlySpan<char> word)
    {
        int low = -1;
        int high = sorted.Count;
        while (high - low > 1)
        {
            int middle = (low + high) >>> 1;
            (low, high) = word.SequenceCompareTo(sorted[middle]) >= 0 ? (middle, high) : (low, middle);
        }

        return low;
    }
}
