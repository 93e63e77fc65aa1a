using System.Text.RegularExpressions;

namespace Telos.Style.Tests.Rules;

/// <summary>What is left over from working: notes to oneself, folding marks, waiting by the clock.</summary>
internal static partial class ResidueRule
{
    public static IEnumerable<Finding> CheckNotes(SourceFile file) => InOtherFiles(file, Note());

    public static IEnumerable<Finding> CheckRegions(SourceFile file) => file.IsCSharp ? InOtherFiles(file, Region()) : [];

    public static IEnumerable<Finding> CheckSleeps(SourceFile file) =>
        file.IsCSharp && file.IsUnder("src/") ? InOtherFiles(file, Sleep()) : [];

    /// <summary>A machine's own directory, or the host that packages were fetched from.</summary>
    public static IEnumerable<Finding> CheckMachine(SourceFile file) =>
        InOtherFiles(file, PackageHost()).Concat(file.IsTest ? [] : InOtherFiles(file, MachinePath()));

    // The samples in these tests are what the rules look for.
    private static IEnumerable<Finding> InOtherFiles(SourceFile file, Regex forbidden)
    {
        if (file.IsUnder("tests/Telos.Style.Tests/"))
        {
            yield break;
        }

        for (int i = 0; i < file.Lines.Length; i++)
        {
            Match match = forbidden.Match(file.Lines[i]);
            if (match.Success)
            {
                yield return new Finding(file.Path, i + 1, match.Value);
            }
        }
    }

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Note();

    [GeneratedRegex(@"^\s*#(end)?region\b")]
    private static partial Regex Region();

    [GeneratedRegex(@"\b(Thread\.Sleep|Task\.Delay)\b")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"(?<![\w.~$])/(home/[a-z_][a-z0-9_-]*|work)/")]
    private static partial Regex MachinePath();

    // With a scheme or a subdomain: as a bare name each of them is also a brand that is looked alike.
    [GeneratedRegex(@"(//|\b[a-z0-9-]+\.)(nuget\.org|debian\.org|npmjs\.(org|com)|pypi\.org|crates\.io)\b|\bregistry\.[a-z]")]
    private static partial Regex PackageHost();
}
