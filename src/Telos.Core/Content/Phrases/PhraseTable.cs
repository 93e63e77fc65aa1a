using System.Text.Json;

namespace Telos.Core.Content.Phrases;

/// <summary>The phrases of src/browser-eye/patterns.json, which explains its notation; the extension has the same.</summary>
internal sealed class PhraseTable
{
    private const string FileName = "patterns.json";

    private static PhraseTable? s_loaded;

    /// <summary>Of each link its phrase, and the next link of the same word.</summary>
    private readonly List<int> _linked = [0];
    private readonly List<int> _next = [0];
    private readonly int[] _ofWord = [];
    private readonly int[] _ofBeginning = [];
    private int _count;

    private PhraseTable(JsonElement file)
    {
        PhraseNotation notation = new(file.GetProperty("sets"), Vocabulary);
        JsonElement categories = file.GetProperty("categories");
        string names = "";
        foreach (JsonProperty of in categories.EnumerateObject())
        {
            names += " " + of.Name;
        }

        string[] each = names[1..].Split(' ');
        Categories = new PhraseCategory[each.Length];
        for (int i = 0; i < each.Length; i++)
        {
            Categories[i] = Category(each[i], categories.GetProperty(each[i]));
        }

        MarkerCategory = IndexOf("marker");
        EncodedCategory = IndexOf("encoded");
        Markers = Texts(file.GetProperty("markers"));

        // Once for the words and the numbers of phrases, and again when all words are known.
        ReadAll(file, notation);
        Vocabulary.Complete();
        Phrases = new Phrase[_count];
        _ofWord = new int[Vocabulary.WordCount];
        _ofBeginning = new int[Vocabulary.BeginningCount];
        (_count, TopicCount) = (0, 0);
        ReadAll(file, notation);
    }

    /// <summary>Read when it is first needed.</summary>
    public static PhraseTable Loaded => s_loaded ??= Load();

    public PhraseCategory[] Categories { get; }

    public Phrase[] Phrases { get; } = [];

    public int TopicCount { get; private set; }

    public string[] Markers { get; }

    public int MarkerCategory { get; }

    public int EncodedCategory { get; }

    public Vocabulary Vocabulary { get; } = new();

    /// <summary>A link to the first phrase that begins with a word, or a beginning, of the vocabulary; 0: none.</summary>
    public int FirstOf(int index, bool isWord) => (isWord ? _ofWord : _ofBeginning)[index];

    /// <summary>The phrase of a link.</summary>
    public Phrase PhraseOf(int link) => Phrases[_linked[link]];

    /// <summary>The next link, or 0.</summary>
    public int Next(int link) => _next[link];

    private static PhraseTable Load()
    {
        using Stream file = typeof(PhraseTable).Assembly.GetManifestResourceStream(FileName)!;
        using JsonDocument document = JsonDocument.Parse(file);
        return new PhraseTable(document.RootElement);
    }

    private static PhraseCategory Category(string name, JsonElement of) => new(
        name, of.GetProperty("weight").GetInt32(), of.GetProperty("aims").GetBoolean(), of.GetProperty("means").GetString()!);

    private static string[] Texts(JsonElement list)
    {
        string[] texts = new string[list.GetArrayLength()];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = list[i].GetString()!;
        }

        return texts;
    }

    private void ReadAll(JsonElement file, PhraseNotation notation)
    {
        JsonElement phrases = file.GetProperty("phrases");
        for (int i = 0; i < Categories.Length; i++)
        {
            if (phrases.TryGetProperty(Categories[i].Name, out JsonElement texts))
            {
                Read(i, isCore: false, texts, notation);
            }
        }

        JsonElement topic = file.GetProperty("topic");
        Read(Phrase.NoCategory, isCore: true, topic.GetProperty("core"), notation);
        Read(Phrase.NoCategory, isCore: false, topic.GetProperty("support"), notation);
    }

    private void Read(int category, bool isCore, JsonElement texts, PhraseNotation notation)
    {
        foreach (string text in Texts(texts))
        {
            int[] slots = notation.Read(text);
            int topic = category == Phrase.NoCategory ? TopicCount++ : -1;
            if (Phrases.Length > 0)
            {
                Phrases[_count] = new Phrase(category, topic, isCore, slots);
                Index(slots);
            }

            _count++;
        }
    }

    private int IndexOf(string category)
    {
        int at = 0;
        while (Categories[at].Name != category)
        {
            at++;
        }

        return at;
    }

    // By the first word of each alternative of the first slot.
    private void Index(int[] slots)
    {
        for (int alternative = 0, at = 2; alternative < slots[1]; alternative++, at += slots[at] + 1)
        {
            int[] index = Vocabulary.IsWord(slots[at + 1], out int word) ? _ofWord : _ofBeginning;
            if (index[word] == 0 || _linked[index[word]] != _count)
            {
                _linked.Add(_count);
                _next.Add(index[word]);
                index[word] = _linked.Count - 1;
            }
        }
    }
}
