namespace Telos.Core.Policy;

/// <summary>Whether a host name passes itself off as a well-known one. First version: a short list.</summary>
public static class LookAlike
{
    private const int BrandLengthMin = 4;

    // Below this, everyday words lie one edit from a brand: apply from apple, stack from slack.
    private const int EditedBrandLengthMin = 6;

    private static readonly string[] s_wellKnown =
    [
        "adobe.com", "amazon.com", "amazonaws.com", "anaconda.com", "anthropic.com", "apache.org",
        "apple.com", "atlassian.com", "bitbucket.org", "cloudflare.com", "coinbase.com", "debian.org",
        "docker.com", "dropbox.com", "facebook.com", "fedoraproject.org", "github.com",
        "githubusercontent.com", "gitlab.com", "golang.org", "google.com", "googleapis.com",
        "huggingface.co", "instagram.com", "kernel.org", "kubernetes.io", "linkedin.com", "microsoft.com",
        "mozilla.org", "netflix.com", "npmjs.com", "nuget.org", "openai.com", "oracle.com", "paypal.com",
        "pypi.org", "python.org", "pythonhosted.org", "readthedocs.io", "redhat.com", "rubygems.org",
        "salesforce.com", "slack.com", "sourceforge.net", "stackoverflow.com", "telegram.org",
        "twitter.com", "ubuntu.com", "weather.com", "wikipedia.org", "windows.com", "yahoo.com",
        "youtube.com",
    ];

    private static readonly string[] s_twoLevelSuffixes =
    [
        "ac.uk", "co.in", "co.jp", "co.kr", "co.nz", "co.uk", "co.za", "com.au", "com.br", "com.cn", "com.mx",
        "com.tr", "gov.uk", "org.uk",
    ];

    /// <summary>The well-known name that <paramref name="host"/> imitates, or an empty string.</summary>
    public static string Find(string host)
    {
        string[] labels = host.Split('.');
        bool isTwoLevel = labels.Length > 2 && s_twoLevelSuffixes.Contains($"{labels[^2]}.{labels[^1]}");
        int suffixLength = isTwoLevel ? 2 : 1;
        if (labels.Length <= suffixLength)
        {
            return "";
        }

        string registrable = string.Join('.', labels[^(suffixLength + 1)..]);
        if (s_wellKnown.Contains(registrable))
        {
            return "";
        }

        string label = labels[^(suffixLength + 1)];
        foreach (string brand in s_wellKnown)
        {
            string brandLabel = brand[..brand.IndexOf('.', StringComparison.Ordinal)];

            // github.com.evil.net: the well-known name stands in front of the one that counts.
            if (host.StartsWith(brand + ".", StringComparison.Ordinal)
                || host.Contains("." + brand + ".", StringComparison.Ordinal))
            {
                return brand;
            }

            if (label != brandLabel && Imitates(label, brandLabel))
            {
                return brand;
            }
        }

        return "";
    }

    private static bool Imitates(string label, string brand)
    {
        if (brand.Length < BrandLengthMin)
        {
            return false;
        }

        return Fold(label, one: 'l') == brand || Fold(label, one: 'i') == brand
            || (brand.Length >= EditedBrandLengthMin && IsOneEditAway(label, brand));
    }

    // Digits and letter pairs that are drawn like a letter.
    private static string Fold(string label, char one) => label
        .Replace("rn", "m", StringComparison.Ordinal)
        .Replace("vv", "w", StringComparison.Ordinal)
        .Replace('0', 'o').Replace('1', one).Replace('3', 'e').Replace('5', 's').Replace('4', 'a');

    /// <summary>Optimal string alignment distance of exactly one: insert, delete, replace or swap
    /// neighbours.</summary>
    public static bool IsOneEditAway(string a, string b)
    {
        if (a.Length > b.Length)
        {
            (a, b) = (b, a);
        }

        if (b.Length - a.Length > 1)
        {
            return false;
        }

        int start = a.AsSpan().CommonPrefixLength(b);
        var restA = a.AsSpan(start);
        var restB = b.AsSpan(start);
        if (a.Length < b.Length)
        {
            return restA.SequenceEqual(restB[1..]);
        }

        return restA.Length > 0 && (restA[1..].SequenceEqual(restB[1..])
            || (restA.Length > 1 && restA[0] == restB[1] && restA[1] == restB[0]
                && restA[2..].SequenceEqual(restB[2..])));
    }
}
