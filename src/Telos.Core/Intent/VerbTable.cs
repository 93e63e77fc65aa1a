using System.Collections.Frozen;

namespace Telos.Core.Intent;

/// <summary>English verbs and the kind of work each announces.</summary>
public static class VerbTable
{
    private static readonly string[] s_endings = ["s", "es", "d", "ed", "ing"];

    private static readonly (Verbs Kind, string Words)[] s_rows =
    [
        (Verbs.Fetch, "download fetch retrieve scrape crawl mirror"),
        (Verbs.Get, "get pull grab obtain load open visit browse query request access"),
        (Verbs.Send,
            "post send upload share submit publish transmit push exfiltrate leak email mail forward report"),
        (Verbs.Read,
            "read show print display view output examine inspect look tail cat analyse analyze summarise"),
        (Verbs.Read, "summarize review parse"),
        (Verbs.Search, "search grep match filter"),
        (Verbs.Find, "find locate"),
        (Verbs.List, "list enumerate"),
        (Verbs.Count, "count"),
        (Verbs.Sort, "sort order"),
        (Verbs.Compress, "compress archive zip gzip pack backup"),
        (Verbs.Extract, "extract decompress unpack unzip untar uncompress unarchive"),
        (Verbs.Copy, "copy duplicate"),
        (Verbs.Move, "move rename"),
        (Verbs.Delete, "delete remove erase"),
        (Verbs.Create, "create touch"),
        (Verbs.Write, "write save store append edit modify update overwrite replace change put"),
        (Verbs.Compare, "compare diff"),
        (Verbs.Build, "build compile"),
        (Verbs.Test, "test"),
        (Verbs.Run, "run execute start launch invoke"),
        (Verbs.Install, "install"),
        (Verbs.Clone, "clone checkout"),
        (Verbs.Check, "check verify monitor watch probe"),
        (Verbs.Hash, "hash checksum"),
        (Verbs.Permit, "chmod permit"),
        (Verbs.Stop, "kill terminate stop"),
        (Verbs.Connect, "connect ping reach contact"),
        (Verbs.Commit, "commit"),
        (Verbs.Encode, "encode decode"),
        (Verbs.Resolve, "resolve lookup"),
    ];

    private static readonly FrozenDictionary<string, Verbs> s_byWord = Index();

    /// <summary>Finds a lower-case word in any regular form: copies, copied, copying; running;
    /// saved.</summary>
    public static Verbs Find(string word)
    {
        foreach (string form in Forms(word))
        {
            if (s_byWord.TryGetValue(form, out var kind))
            {
                return kind;
            }
        }

        return word switch
        {
            "sent" or "sending" => Verbs.Send,
            "got" => Verbs.Get,
            "ran" => Verbs.Run,
            "found" => Verbs.Find,
            "written" or "wrote" => Verbs.Write,
            "built" => Verbs.Build,
            _ => Verbs.None,
        };
    }

    /// <summary>Whether a word stands in the table as it is: "embed", not "copied".</summary>
    public static bool IsBaseForm(string word) => s_byWord.ContainsKey(word);

    private static IEnumerable<string> Forms(string word)
    {
        yield return word;
        // Most words have none of these endings.
        if (word.Length == 0 || word[^1] is not ('s' or 'd' or 'g'))
        {
            yield break;
        }

        foreach (string ending in s_endings)
        {
            if (word.Length > ending.Length + 2 && word.EndsWith(ending, StringComparison.Ordinal))
            {
                string stem = word[..^ending.Length];
                yield return stem;
                if (ending == "ing")
                {
                    yield return stem + "e";
                }

                if (stem.Length > 2 && stem[^1] == stem[^2])
                {
                    yield return stem[..^1];
                }

                if (stem.EndsWith('i'))
                {
                    yield return stem[..^1] + "y";
                }
            }
        }
    }

    private static FrozenDictionary<string, Verbs> Index()
    {
        var byWord = new Dictionary<string, Verbs>(StringComparer.Ordinal);
        foreach (var (kind, words) in s_rows)
        {
            foreach (string word in words.Split(' '))
            {
                byWord.Add(word, kind);
            }
        }

        return byWord.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
