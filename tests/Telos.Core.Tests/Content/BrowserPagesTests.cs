using System.Reflection;
using Telos.Core.Content;
using Xunit;

namespace Telos.Core.Tests.Content;

/// <summary>The pages of the browser extension, without a browser: each gets the level of its directory.</summary>
public sealed class BrowserPagesTests
{
    private const string Prefix = "pages/";

    /// <summary>Pages that get another level here, and why.</summary>
    private static readonly Dictionary<string, (ContentLevel Level, string Reason)> Exceptions = new()
    {
        ["dev/critical/iframe-off-screen.html"] = (ContentLevel.Low, "its order is in a second document"),
        ["dev/critical/late-node.html"] = (ContentLevel.Low, "a script makes it"),
        ["dev/critical/late-text.html"] = (ContentLevel.Low, "a script makes it"),
        ["dev/critical/shadow-closed.html"] = (ContentLevel.Low, "a script makes it"),
        ["dev/critical/shadow-open.html"] = (ContentLevel.Low, "a script makes it"),
        ["dev/critical/unslotted.html"] = (ContentLevel.High, "a script hides it"),
        ["dev/high/late-visible.html"] = (ContentLevel.Low, "a script makes it"),
        ["dev/high/shadow-visible.html"] = (ContentLevel.Low, "a script makes it"),
        ["held/critical/iframe-tiny.html"] = (ContentLevel.Low, "its order is in a second document"),
        ["held/critical/late-shadow.html"] = (ContentLevel.Low, "a script makes it"),
        ["held/critical/late-style.html"] = (ContentLevel.Low, "a script makes it"),
        ["held/critical/shadow-nested.html"] = (ContentLevel.Low, "a script makes it"),
    };

    /// <summary>Clean pages that the extension has at Medium, too: one sign alone, or a quoted instruction.</summary>
    private static readonly string[] MediumPages =
    [
        "dev/clean/accordion-quotes.html", "dev/clean/comments-in-source.html", "dev/clean/quoted-forum.html",
        "dev/clean/tabs-code.html", "held/clean/paper-abstract.html",
    ];

    [Fact]
    public void EachPage_GetsTheLevelOfItsDirectory_OrIsAnException()
    {
        List<string> others = [];
        int count = 0;
        foreach (string name in Resources())
        {
            string page = name[Prefix.Length..];
            string[] parts = page.Split('/');
            if (parts.Length < 3)
            {
                continue;
            }

            count++;
            ContentLevel wanted = Exceptions.TryGetValue(page, out (ContentLevel Level, string Reason) other) ? other.Level
                : MediumPages.Contains(page) ? ContentLevel.Medium : LevelOf(parts[1]);
            ContentVerdict verdict = ContentScan.Scan(Read(name), type: null, page);
            if (verdict.Level != wanted || verdict.Cuts.Count > 0)
            {
                others.Add($"{page}: {verdict.Level}, not {wanted}");
            }
        }

        Assert.True(count > 120, $"{count} pages");
        Assert.Empty(others);
    }

    [Fact]
    public void EachException_IsAPageOfAnotherLevel()
    {
        foreach ((string page, (ContentLevel level, _)) in Exceptions)
        {
            Assert.Contains(Prefix + page, Resources());
            Assert.NotEqual(LevelOf(page.Split('/')[1]), level);
        }
    }

    private static string[] Resources() => [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))];

    private static ContentLevel LevelOf(string directory) => directory switch
    {
        "critical" => ContentLevel.Critical,
        "high" => ContentLevel.High,
        "medium" => ContentLevel.Medium,
        _ => ContentLevel.Low,
    };

    private static byte[] Read(string name)
    {
        using Stream file = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
