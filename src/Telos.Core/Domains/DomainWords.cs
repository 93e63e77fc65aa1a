namespace Telos.Core.Domains;

/// <summary>The words for categories and flags in lists and on the terminal.</summary>
public static class DomainWords
{
    public static string Of(DomainCategory category) => category switch
    {
        DomainCategory.ArtificialIntelligence => "ai",
        DomainCategory.FileHost => "filehost",
        _ => category.ToString().ToLowerInvariant(),
    };

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

    public static bool TryFlag(ReadOnlySpan<char> word, out DomainFlags flag)
    {
        flag = word switch
        {
            "popular" => DomainFlags.Popular,
            "brand" => DomainFlags.Brand | DomainFlags.Popular,
            "word" => DomainFlags.Word | DomainFlags.Brand | DomainFlags.Popular,
            "malware" => DomainFlags.Malware,
            "phishing" => DomainFlags.Phishing,
            "usercontent" => DomainFlags.UserContent,
            "dynamic" => DomainFlags.DynamicDns,
            "disposable" => DomainFlags.DisposableMail,
            "shortener" => DomainFlags.UrlShortener,
            "blocked" => DomainFlags.Blocked,
            "allowed" => DomainFlags.Allowed,
            _ => DomainFlags.None,
        };
        return flag != DomainFlags.None;
    }
}
