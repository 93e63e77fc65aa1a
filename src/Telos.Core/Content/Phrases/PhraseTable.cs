using System.Text.Json;

namespace Telos.Core.Content.Phrases;

/// <summary>The phrases of src/browser-eye/patterns.json, which explains its notation; the extension has the same.</summary>
internal sealed class PhraseTable
{
    private const string FileName = "patterns.json";
    private const string MarkerName = "marker";
    private const string EncodedName = "encoded";

    private static PhraseTable? s_loaded;

    private PhraseTable(JsonElement file)
    {
        Categories = [.. file.GetProperty("categories").EnumerateObject().Select(ReadCategory)];
        MarkerCategory = IndexOf(MarkerName);
        EncodedCategory = IndexOf(EncodedName);
        Markers = Texts(file.GetProperty("markers"));

        PhraseNotation notation = new(file.GetProperty("sets"));
        List<(int Category, bool IsCore, List<PhraseNotation.Slot> Slots)> parsed = [];
        foreach (JsonProperty of in file.GetProperty("phrases").EnumerateObject())
        {
            Add(IndexOf(of.Name), isCore: false, of.Value);
        }

        JsonElement topic = file.GetProperty("topic");
        Add(Phrase.NoCategory, isCore: true, topic.GetProperty("core"));
        Add(Phrase.NoCategory, isCore: false, topic.GetProperty("support"));

        Vocabulary = new Vocabulary(notation.Words);
        Phrases = new Phrase[parsed.Count];
        for (int i = 0; i < Phrases.Length; i++)
        {
            (int category, bool isCore, List<PhraseNotation.Slot> slots) = parsed[i];
            int number = category == Phrase.NoCategory ? TopicCount++ : -1;
            Phrases[i] = new Phrase(category, number, isCore, PhraseNotation.Compile(slots, Vocabulary));
        }

        ByWord = new List<Phrase>?[Vocabulary.WordCount];
        ByBeginning = new List<Phrase>?[Vocabulary.BeginningCount];
        foreach (Phrase phrase in Phrases)
        {
            Index(phrase);
        }

        void Add(int category, bool isCore, JsonElement texts)
        {
            foreach (string text in Texts(texts))
            {
                parsed.Add((category, isCore, notation.Parse(text)));
            }
        }
    }

    /// <summary>Read when it is first needed.</summary>
    public static PhraseTable Loaded => s_loaded ??= Load();

    public PhraseCategory[] Categories { get; }

    public Phrase[] Phrases { get; }

    public int TopicCount { get; }

    public string[] Markers { get; }

    public int MarkerCategory { get; }

    public int EncodedCategory { get; }

    public Vocabulary Vocabulary { get; }

    /// <summary>The phrases that begin with each word of the vocabulary, and with each beginning.</summary>
    public List<Phrase>?[] ByWord { get; }

    /// <inheritdoc cref="ByWord"/>
    public List<Phrase>?[] ByBeginning { get; }

    private static PhraseTable Load()
    {
        using Stream file = typeof(PhraseTable).Assembly.GetManifestResourceStream(FileName)!;
        using JsonDocument document = JsonDocument.Parse(file);
        return new PhraseTable(document.RootElement);
    }

    private static PhraseCategory ReadCategory(JsonProperty of) => new(
        of.Name, of.Value.GetProperty("weight").GetInt32(), of.Value.GetProperty("aims").GetBoolean(),
        of.Value.GetProperty("means").GetString()!);

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString()!)];

    private int IndexOf(string category) => Array.FindIndex(Categories, known => known.Name == category);

    private void Index(Phrase phrase)
    {
        foreach (int[] alternative in phrase.Slots[0].Alternatives)
        {
            List<Phrase>?[] index = Vocabulary.IsWord(alternative[0], out int at) ? ByWord : ByBeginning;
            List<Phrase> its = index[at] ??= [];
            if (its.Count == 0 || its[^1] != phrase)
            {
                its.Add(phrase);
            }
        }
    }
}
