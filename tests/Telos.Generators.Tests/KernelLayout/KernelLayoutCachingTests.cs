using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Reason = Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace Telos.Generators.Tests.KernelLayout;

public class KernelLayoutCachingTests
{
    private const string Header = """
        /* A loose comment. */

        #define TELOS_AGENTS_MAX 4096
        """;

    private static readonly HeaderText s_header = new("/repo/bpf/common_maps.h", Header);

    [Fact]
    public void Steps_OfAnUnchangedHeader_AreCached()
    {
        GeneratorDriver driver = GeneratorRun.Driver(s_header).Run(GeneratorRun.Empty);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(
            "class Edited;", cancellationToken: TestContext.Current.CancellationToken);
        driver = driver.Run(GeneratorRun.Empty.AddSyntaxTrees(tree));
        AssertReasons(driver, Reason.Cached, Reason.Cached, Reason.Cached);
    }

    [Fact]
    public void Steps_WhenAnotherFileChanges_AreCached()
    {
        var before = new HeaderText("/repo/policy.yaml", "mode: audit");
        var after = new HeaderText("/repo/policy.yaml", "mode: enforce");
        GeneratorDriver driver = GeneratorRun.Driver(s_header, before).Run(GeneratorRun.Empty);
        driver = driver.ReplaceAdditionalText(before, after).Run(GeneratorRun.Empty);
        AssertReasons(driver, Reason.Cached, Reason.Cached, Reason.Cached);
    }

    [Fact]
    public void Model_AfterAnEditOfALooseComment_IsUnchanged()
    {
        GeneratorDriver driver = Edit("A loose comment.", "Another,\n * longer one.");
        AssertReasons(driver, Reason.Unchanged, Reason.Cached, Reason.Cached);
    }

    [Fact]
    public void Output_AfterAnEditOfAValue_IsModified()
    {
        GeneratorDriver driver = Edit("4096", "8192");
        // The first output has no findings to report, before and after.
        AssertReasons(driver, Reason.Modified, Reason.Unchanged, Reason.Modified);
    }

    private static GeneratorDriver Edit(string from, string to)
    {
        var edited = new HeaderText(s_header.Path, Header.Replace(from, to, StringComparison.Ordinal));
        return GeneratorRun.Driver(s_header)
            .Run(GeneratorRun.Empty)
            .ReplaceAdditionalText(s_header, edited)
            .Run(GeneratorRun.Empty);
    }

    private static void AssertReasons(
        GeneratorDriver driver, Reason reading, params Reason[] outputs)
    {
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        var readings = result.TrackedSteps["KernelLayoutReading"].SelectMany(step => step.Outputs);
        Assert.Equal(reading, Assert.Single(readings).Reason);
        // One source output reports the findings and one emits; both run for every header.
        var ran = result.TrackedOutputSteps.SelectMany(pair => pair.Value).SelectMany(step => step.Outputs);
        Assert.Equal(outputs, ran.Select(output => output.Reason));
    }
}
