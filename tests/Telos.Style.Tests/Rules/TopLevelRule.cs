namespace Telos.Style.Tests.Rules;

/// <summary>The top of the repository holds the product and nothing about how it was made.</summary>
internal static class TopLevelRule
{
    private static readonly HashSet<string> s_allowed = new(StringComparer.Ordinal)
    {
        "src", "bpf", "gen", "bench", "fuzz", "tests", "docs", "deploy", ".ci",
        "Telos.sln", "Makefile", "global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props",
        "README.md", "LICENSE", "SECURITY.md", "CONTRIBUTING.md",
        ".editorconfig", ".clang-format", ".gitignore", ".gitattributes",
    };

    public static IEnumerable<Finding> Check(IEnumerable<string> paths) => paths
        .Select(path => path.Split('/')[0])
        .Distinct()
        .Where(name => !s_allowed.Contains(name))
        .Select(name => new Finding(name, 1, "does not belong at the top level"));
}
