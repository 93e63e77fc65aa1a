using System.Globalization;

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

    private static readonly string[] Categories =
    [
        .. Enum.GetValues<DomainCategory>().Select(category => category switch
        {
            DomainCategory.ArtificialIntelligence => "ai",
            DomainCategory.FileHost => "filehost",
            _ => category.ToString().ToLowerInvariant(),
        }),
    ];

    /// <summary>What a name may be said to be.</summary>
    public static IEnumerable<string> FlagWords => Words.Select(word => word.Word);

    public static IReadOnlyList<string> CategoryWords => Categories;

    /// <summary>What an index says that nobody knows is unknown.</summary>
    public static string Of(DomainCategory category) =>
        Categories[(int)category < Categories.Length ? (int)category : (int)DomainCategory.Unknown];

    /// <summary>Apart by blanks, as <see cref="TryFlags"/> reads them.</summary>
    public static string Of(DomainFlags flags) =>
        string.Join(' ', Words.Where(each => (flags & each.Flag) != 0).Select(each => each.Word));

    public static bool TryCategory(ReadOnlySpan<char> word, out DomainCategory category)
    {
        int number = 0;
        while (number < Categories.Length && !word.SequenceEqual(Categories[number]))
        {
            number++;
        }

        category = number < Categories.Length ? (DomainCategory)number : DomainCategory.Unknown;
        return number < Categories.Length;
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

    /// <summary>A day after 1970-01-01, as yyyy-MM-dd.</summary>
    public static bool TryDay(string text, out int day)
    {
        bool isDate = DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date);
        day = isDate ? date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber : 0;
        return day > 0;
    }

    private static bool TryFlag(string word, out DomainFlags flag)
    {
        flag = Words.FirstOrDefault(each => each.Word == word).Flag;
        flag |= (flag & DomainFlags.Word) != 0 ? DomainFlags.Brand : DomainFlags.None;
        flag |= (flag & DomainFlags.Brand) != 0 ? DomainFlags.Popular : DomainFlags.None;
        return flag != DomainFlags.None;
    }
}
