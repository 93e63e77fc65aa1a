namespace Telos.Core.Domains;

/// <summary>The words for categories and flags in lists and on the terminal.</summary>
public static class DomainWords
{
    private static readonly (string Word, DomainFlags Flag)[] Words =
    [
        ("popular", DomainFlags.Popular),
        ("brand", DomainFlags.Brand),
        ("word", DomainFlags.Word),
        ("malware", DomainFlags.Malware),
        ("phishing", DomainFlags.Phishing),
        ("usercontent", DomainFlags.UserContent),
        ("dynamic", DomainFlags.DynamicDns),
        ("disposable", DomainFlags.DisposableMail),
        ("shortener", DomainFlags.UrlShortener),
        ("blocked", DomainFlags.Blocked),
        ("allowed", DomainFlags.Allowed),
    ];

    public static string Of(DomainCategory category) => category switch
    {
        DomainCategory.ArtificialIntelligence => "ai",
        DomainCategory.FileHost => "filehost",
        _ => category.ToString().ToLowerInvariant(),
    };

    /// <summary>Apart by blanks, as <see cref="TryFlags"/> reads them.</summary>
    public static string Of(DomainFlags flags) =>
        string.Join(' ', Words.Where(each => (flags & each.Flag) != 0).Select(each => each.Word));

    public static bool TryCategory(ReadOnlySpan<char> word, out DomainCategory category)
    {
        foreach (DomainCategory each in Enum.GetValues<DomainCategory>())
        {
            if (word.SequenceEqual(Of(each)))
            {
                category = each;
                return true;
            }
        }

        category = DomainCategory.Unknown;
        return false;
    }

    /// <summary>Words apart by blanks, or none.</summary>
    public static bool TryFlags(string words, out DomainFlags flags)
    {
        flags = DomainFlags.None;
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryFlag(word, out DomainFlags flag))
            {
                return false;
            }

            flags |= flag;
        }

        return true;
    }

    private static bool TryFlag(string word, out DomainFlags flag)
    {
        flag = Words.FirstOrDefault(each => each.Word == word).Flag;
        flag |= (flag & DomainFlags.Word) != 0 ? DomainFlags.Brand : DomainFlags.None;
        flag |= (flag & DomainFlags.Brand) != 0 ? DomainFlags.Popular : DomainFlags.None;
        return flag != DomainFlags.None;
    }
}
