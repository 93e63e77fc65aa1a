namespace Telos.Style.Tests;

/// <summary>A made-up file, for showing that a rule sees what it is for.</summary>
internal static class Sample
{
    public static string[] Check(Func<SourceFile, IEnumerable<Finding>> rule, string path, string text) =>
        [.. rule(new SourceFile(path, text)).Select(finding => finding.ToString())];
}
