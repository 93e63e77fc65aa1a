using System.Diagnostics;

namespace Telos.Core.Content.Phrases;

/// <summary>Finds the phrases in a text in one pass, through a window of words. Marks in a row are one.</summary>
internal sealed class PhraseReader
{
    private const int WindowLength = 2_048;

    /// <summary>More words than any phrase spans with its gaps and the marks in them.</summary>
    private const int SpanMax = 256;

    private readonly PhraseTable _table = PhraseTable.Loaded;
    private readonly Word[] _window = new Word[WindowLength];
    private int _count;

    public long Work { get; private set; }

    /// <summary>False: there are more signs than are kept.</summary>
    /// <param name="topics">By topic: set to true for each that is there.</param>
    public bool Read(ReadOnlySpan<char> text, SignList signs, Span<bool> topics)
    {
        _count = 0;
        WordCursor cursor = new(text);
        Span<char> folded = stackalloc char[WordFold.LengthMax];
        bool isEnd = false;
        while (!isEnd)
        {
            while (_count < WindowLength && !(isEnd = !cursor.MoveNext()))
            {
                Add(cursor, folded);
            }

            int endExcl = isEnd ? _count : _count - SpanMax;
            for (int at = 0; at < endExcl; at++)
            {
                ReadAt(at, signs, topics);
                if (signs.IsFull)
                {
                    return false;
                }
            }

            Array.Copy(_window, endExcl, _window, 0, _count - endExcl);
            _count -= endExcl;
        }

        return true;
    }

    private void Add(in WordCursor cursor, Span<char> folded)
    {
        Work++;
        if (cursor.Kind is WordKind.Mark or WordKind.Colon)
        {
            bool follows = _count > 0 && _window[_count - 1].IsMark;
            if (!follows || cursor.Kind == WordKind.Colon)
            {
                int exact = cursor.Kind == WordKind.Colon ? Word.Colon : Word.Mark;
                _window[_count - (follows ? 1 : 0)] = new Word(cursor.Start, cursor.EndExcl, exact, Word.Unknown);
                _count += follows ? 0 : 1;
            }

            return;
        }

        int length = WordFold.Fold(cursor.Word, folded);
        _window[_count++] = _table.Vocabulary.Find(folded[..length], cursor.Start, cursor.EndExcl);
    }

    private void ReadAt(int at, SignList signs, Span<bool> topics)
    {
        Word word = _window[at];
        int here = signs.Count;
        if (word.Exact >= 0)
        {
            ReadFrom(_table.FirstOf(word.Exact, isWord: true), at, here, signs, topics);
        }

        for (int beginning = word.Beginning; beginning >= 0; beginning = _table.Vocabulary.Shorter(beginning))
        {
            ReadFrom(_table.FirstOf(beginning, isWord: false), at, here, signs, topics);
        }
    }

    // A category at most once a word.
    private void ReadFrom(int first, int at, int here, SignList signs, Span<bool> topics)
    {
        for (int link = first; link != 0; link = _table.Next(link))
        {
            Phrase phrase = _table.PhraseOf(link);
            int behind = EndOf(phrase.Slots, 0, at);
            if (behind == 0)
            {
                continue;
            }

            if (phrase.Category == Phrase.NoCategory)
            {
                topics[phrase.Topic] = true;
            }
            else if (!Has(signs, here, phrase.Category))
            {
                signs.Add(phrase.Category, _window[at].Start, _window[behind - 1].EndExcl);
            }
        }
    }

    private static bool Has(SignList signs, int from, int category)
    {
        for (int i = from; i < signs.Count; i++)
        {
            if (signs.Category(i) == category)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Behind the last word, when the slots from this one on begin there, or after an allowed gap; else 0.</summary>
    private int EndOf(int[] slots, int slot, int at)
    {
        if (slot == slots.Length)
        {
            return at;
        }

        int behindSlot = EndOfSlot(slots, slot);
        for (int gap = 0, from = at; gap <= slots[slot] && from < _count; from++)
        {
            Debug.Assert(from - at < SpanMax, "a phrase spans less than the window keeps");
            for (int alternative = slot + 2; alternative < behindSlot; alternative += slots[alternative] + 1)
            {
                Work++;
                int behind = Behind(slots.AsSpan(alternative + 1, slots[alternative]), from);
                int endExcl = behind > 0 ? EndOf(slots, behindSlot, behind) : 0;
                if (endExcl > 0)
                {
                    return endExcl;
                }
            }

            gap += _window[from].IsMark ? 0 : 1;
        }

        return 0;
    }

    private static int EndOfSlot(int[] slots, int slot)
    {
        int at = slot + 2;
        for (int i = 0; i < slots[slot + 1]; i++)
        {
            at += slots[at] + 1;
        }

        return at;
    }

    private int Behind(ReadOnlySpan<int> alternative, int from)
    {
        for (int i = 0; i < alternative.Length; i++)
        {
            if (from + i >= _count || !_table.Vocabulary.Matches(alternative[i], _window[from + i]))
            {
                return 0;
            }
        }

        return from + alternative.Length;
    }
}
