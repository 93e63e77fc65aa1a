using Telos.Core.Content.Phrases;

namespace Telos.Core.Content;

/// <summary>From text and its context to levels, by the rules of docs/BROWSER.md.</summary>
internal sealed class ContentJudge
{
    /// <summary>Signs that are further apart are not of one instruction.</summary>
    private const int ApartLengthMax = 400;
    private const int ClusterLengthMax = 1_500;

    /// <summary>What two signs must weigh together; where people look, more than where nobody does.</summary>
    private const int VisibleWeightMin = 5;
    private const int HiddenWeightMin = 4;
    private const int StrongWeight = 3;

    /// <summary>How many words and phrases of the topic, one of its core among them, tell that a text is about it.</summary>
    private const int TopicsMin = 3;

    /// <summary>Words of prose that nobody sees: fewer are labels and gaps.</summary>
    private const int ProseWordsMin = 8;
    private const int LongLength = 200;
    private const int BeforeLength = 40;
    private const int BehindLength = 80;

    private readonly PhraseTable _table = PhraseTable.Loaded;
    private readonly PhraseReader _reader = new();
    private readonly Base64Words _base64;
    private readonly bool[] _topics;
    private readonly Harvest _harvest;
    private readonly List<FoundText> _found = [];
    private readonly int[] _counts = new int[(int)ContentLevel.Critical + 1];

    public ContentJudge(Harvest harvest)
    {
        _harvest = harvest;
        _base64 = new Base64Words(new PhraseReader());
        _topics = new bool[_table.TopicCount];
    }

    /// <summary>Steps of reading.</summary>
    public long Work => _reader.Work;

    public List<FoundText> Judge()
    {
        ReadStream seen = Read(_harvest.Seen, _topics);
        bool isAbout = IsAboutInjection();
        bool[] ofHidden = new bool[_table.TopicCount];
        JudgeStream(seen, isAbout);
        JudgeStream(Read(_harvest.Hidden, ofHidden), isAbout);
        JudgeStream(Read(_harvest.Apart, ofHidden), isAbout);
        JudgeProse(_harvest.Hidden);
        for (int i = 0; i < _harvest.Spelled.Count; i++)
        {
            JudgeSpelled(_harvest.Spelled[i], _harvest.SpelledSources[i], ofHidden);
        }

        return _found;
    }

    private ReadStream Read(TextStream stream, bool[] topics)
    {
        string text = stream.Text;
        SignList signs = new();
        if (!_reader.Read(text, signs, topics))
        {
            _harvest.CutBehind(ContentLimits.SignsMax, "signs of a kind of text");
        }

        FindMarkers(text, signs);
        _base64.Find(text, signs);
        return new ReadStream(stream, text, signs.InOrder(), signs.Count == 0 ? [] : QuoteMarks.Find(text));
    }

    private void FindMarkers(string text, SignList signs)
    {
        foreach (string marker in _table.Markers)
        {
            int at = -marker.Length;
            while (!signs.IsFull)
            {
                int from = at + marker.Length;
                int next = text.AsSpan(from).IndexOf(marker, StringComparison.OrdinalIgnoreCase);
                if (next < 0)
                {
                    break;
                }

                at = from + next;
                signs.Add(_table.MarkerCategory, at, at + marker.Length);
            }
        }
    }

    private bool IsAboutInjection()
    {
        int count = 0;
        bool hasCore = false;
        foreach (Phrase phrase in _table.Phrases)
        {
            bool isThere = phrase.Topic >= 0 && _topics[phrase.Topic];
            count += isThere ? 1 : 0;
            hasCore |= isThere && phrase.IsCore;
        }

        return hasCore && count >= TopicsMin;
    }

    // Signs near each other, of texts that are read on, are one instruction.
    private ContentLevel JudgeStream(ReadStream read, bool isAbout)
    {
        ContentLevel worst = ContentLevel.Low;
        SignList signs = read.Signs;
        for (int from = 0; from < signs.Count;)
        {
            int run = read.Stream.RunAt(signs.Start(from));
            bool isAlone = read.Stream.Runs[run].StandsAlone;
            int endExcl = signs.EndExcl(from);
            int behind = from + 1;
            for (; behind < signs.Count; behind++)
            {
                int start = signs.Start(behind);
                int its = read.Stream.RunAt(start);
                if (start - signs.EndExcl(behind - 1) > ApartLengthMax
                    || signs.EndExcl(behind) - signs.Start(from) > ClusterLengthMax
                    || (its != run && (isAlone || read.Stream.Runs[its].StandsAlone)))
                {
                    break;
                }

                endExcl = Math.Max(endExcl, signs.EndExcl(behind));
            }

            ContentLevel level = JudgeCluster(read, from, behind, endExcl, isAbout);
            worst = level > worst ? level : worst;
            from = behind;
        }

        return worst;
    }

    private ContentLevel JudgeCluster(ReadStream read, int from, int behind, int endExcl, bool isAbout)
    {
        SignSet seen = new(_table);
        SignSet unquoted = new(_table);
        SignSet hidden = new(_table);
        SignSet all = new(_table);
        bool isHiddenQuoted = true;
        Concealment? concealment = null;
        int place = read.Signs.Start(from);
        for (int i = from; i < behind; i++)
        {
            int category = read.Signs.Category(i);
            int start = read.Signs.Start(i);
            TextRun run = read.Stream.Runs[read.Stream.RunAt(start)];
            bool isQuoted = run.IsQuoted || QuoteMarks.Contains(read.Quotes, start, read.Signs.EndExcl(i));
            all.Add(category);
            if (run.Concealment is not null)
            {
                hidden.Add(category);
                isHiddenQuoted &= isQuoted;
                if (concealment is null || (run.Concealment.IsOdd && !concealment.IsOdd))
                {
                    (concealment, place) = (run.Concealment, start);
                }
            }
            else
            {
                seen.Add(category);
                if (!isQuoted)
                {
                    unquoted.Add(category);
                }
            }
        }

        ContentLevel level = LevelOfVisible(seen, unquoted, isAbout);
        if (concealment is not null)
        {
            ContentLevel ofHidden = LevelOfHidden(hidden, concealment, isAbout && isHiddenQuoted);
            level = ofHidden > level ? ofHidden : level;
        }

        if (level > ContentLevel.Low)
        {
            int first = read.Stream.RunAt(read.Signs.Start(from));
            bool isAlone = read.Stream.Runs[first].StandsAlone;
            int begin = Math.Max(isAlone ? read.Stream.Runs[first].Start : 0, read.Signs.Start(from) - BeforeLength);
            int behindAll = Math.Min(isAlone ? read.Stream.EndOf(first) : read.Text.Length, endExcl + BehindLength);
            string excerpt = read.Text[begin..behindAll];
            Add(new FoundText(level, concealment, all.Bits, excerpt, read.Stream.SourceOf(place)));
        }

        return level;
    }

    // As many of a level as are shown of all.
    private void Add(FoundText found)
    {
        if (_counts[(int)found.Level]++ < ContentLimits.FindingsMax)
        {
            _found.Add(found);
        }
    }

    // One category never exceeds Medium.
    private static ContentLevel LevelOfVisible(in SignSet signs, in SignSet unquoted, bool isAbout)
    {
        if (unquoted.IsInstruction(VisibleWeightMin) && unquoted.Aims)
        {
            return isAbout ? ContentLevel.Medium : ContentLevel.High;
        }

        bool isQuotedInstruction = signs.IsInstruction(VisibleWeightMin) && signs.Aims;
        return !isAbout && (unquoted.AimsStrongly(StrongWeight) || isQuotedInstruction) ? ContentLevel.Medium : ContentLevel.Low;
    }

    private static ContentLevel LevelOfHidden(in SignSet signs, Concealment concealment, bool isExample)
    {
        if (signs.IsInstruction(HiddenWeightMin))
        {
            // A tab or an answer of a guide that is shut holds its examples as the open one does.
            return isExample && !concealment.IsOdd ? ContentLevel.Medium : ContentLevel.Critical;
        }

        return signs.AimsStrongly(StrongWeight) || concealment.IsOdd ? ContentLevel.Medium : ContentLevel.Low;
    }

    // Prose that is hidden in a way in which honest pages hide none; what is told already is not told again.
    private void JudgeProse(TextStream stream)
    {
        string text = stream.Text;
        int count = 0;
        for (int i = 0; i < stream.Runs.Count && count < ContentLimits.ProseFindingsMax; i++)
        {
            TextRun run = stream.Runs[i];
            int length = stream.EndOf(i) - run.Start;
            bool isOdd = run.Concealment!.IsOdd || (run.Concealment.IsOddWhenLong && length >= LongLength);
            if (!isOdd || !IsProse(text.AsSpan(run.Start, Math.Min(length, LongLength))))
            {
                continue;
            }

            int source = stream.SourceOf(Math.Min(run.Start + 1, text.Length));
            int last = stream.SourceOf(run.Start + length);
            if (!IsTold(source, last))
            {
                count++;
                string excerpt = text.Substring(run.Start, Math.Min(length, ExcerptText.ReadLengthMax));
                Add(new FoundText(ContentLevel.Medium, run.Concealment, 0, excerpt, source));
            }
        }
    }

    private bool IsTold(int source, int last)
    {
        foreach (FoundText found in _found)
        {
            if (found.Source >= source && found.Source <= last)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsProse(ReadOnlySpan<char> text)
    {
        int count = 0;
        WordCursor cursor = new(text);
        while (count < ProseWordsMin && cursor.MoveNext())
        {
            count += cursor.Kind is WordKind.Letters or WordKind.Character && char.IsLetter(cursor.Word[0]) ? 1 : 0;
        }

        return count == ProseWordsMin;
    }

    // What is spelled in characters without a shape is judged as text, and is worth telling by itself.
    private void JudgeSpelled(string text, int source, bool[] topics)
    {
        TextStream stream = new();
        stream.Append(text, 0, block: 1, isQuoted: false, standsAlone: true, Concealment.Shapeless);
        int before = _found.Count;
        ContentLevel level = JudgeStream(Read(stream, topics), isAbout: false);
        for (int i = before; i < _found.Count; i++)
        {
            _found[i].Source = source;
        }

        if (level == ContentLevel.Low)
        {
            Add(new FoundText(ContentLevel.Medium, Concealment.Shapeless, 0, text, source));
        }
    }
}
