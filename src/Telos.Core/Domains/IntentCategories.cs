using Telos.Core.Intent;

namespace Telos.Core.Domains;

/// <summary>What kinds of domains an intent has work for: a bit for each category.</summary>
public static class IntentCategories
{
    // A word that names a kind of domain, and the kinds that its work touches as well.
    private static readonly (string[] Words, DomainCategory[] Categories)[] Table =
    [
        (["docs", "documentation", "manual", "tutorial", "api", "reference", "rfc"],
            [DomainCategory.Documentation, DomainCategory.Code, DomainCategory.Reference, DomainCategory.Search]),
        (["code", "repo", "repository", "git", "github", "gitlab", "commit", "branch", "source", "issue"],
            [DomainCategory.Code, DomainCategory.Package, DomainCategory.Documentation]),
        (["package", "packages", "dependency", "dependencies", "install", "pip", "npm", "cargo", "apt", "library", "module"],
            [DomainCategory.Package, DomainCategory.Code, DomainCategory.Documentation]),
        (["search", "google", "web"], [DomainCategory.Search, DomainCategory.Reference, DomainCategory.News]),
        (["news", "headline", "headlines", "article", "articles", "weather", "forecast"],
            [DomainCategory.News, DomainCategory.Search]),
        (["paper", "papers", "research", "arxiv", "study", "studies", "dataset"],
            [DomainCategory.Academic, DomainCategory.Reference, DomainCategory.Search]),
        (["encyclopedia", "wikipedia", "map"], [DomainCategory.Reference, DomainCategory.Search]),
        (["email", "mail", "inbox"], [DomainCategory.Mail]),
        (["payment", "invoice", "bank", "stock", "stocks", "crypto", "wallet", "price"], [DomainCategory.Finance]),
        (["deploy", "deployment", "server", "bucket", "cluster", "hosting"], [DomainCategory.Cloud, DomainCategory.Code]),
        (["model", "llm", "prompt", "embedding", "embeddings", "inference"],
            [DomainCategory.ArtificialIntelligence, DomainCategory.Code]),
        (["tweet", "post", "reddit", "slack", "discord", "social"], [DomainCategory.Social]),
        (["video", "videos", "music", "song", "playlist", "youtube"], [DomainCategory.Streaming]),
        (["shop", "order", "product", "products", "cart", "flight", "hotel"], [DomainCategory.Shopping, DomainCategory.Travel]),
        (["game", "games"], [DomainCategory.Gaming]),
        (["share", "dropbox"], [DomainCategory.FileHost]),
        (["pastebin", "paste"], [DomainCategory.Paste]),
    ];

    /// <summary>0: nothing that tells. What is ruled out ("without touching the web") does not count.</summary>
    public static ulong Of(string intent)
    {
        ulong wanted = 0;
        foreach (IntentClause clause in IntentParser.Parse(intent).Clauses)
        {
            wanted |= clause.RulesOutNetwork ? 0 : OfWords(clause.Words);
        }

        return wanted;
    }

    private static ulong OfWords(IEnumerable<string> words)
    {
        ulong wanted = 0;
        foreach (string word in words)
        {
            foreach ((string[] known, DomainCategory[] categories) in Table)
            {
                if (known.Contains(word))
                {
                    wanted = categories.Aggregate(wanted, (bits, category) => bits | (1UL << (int)category));
                }
            }
        }

        return wanted;
    }
}
