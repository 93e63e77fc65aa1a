using Telos.Style.Tests.Rules;
using Xunit;

namespace Telos.Style.Tests;

public sealed class SizeRuleTests
{
    [Fact]
    public void Tree_HasNoFileLongerThan600Lines() => WorkingTree.AssertKeeps(SizeRule.CheckFile);

    [Fact]
    public void Tree_HasNoLineWiderThan130Columns() => WorkingTree.AssertKeeps(SizeRule.CheckLines);

    [Theory]
    [InlineData(600, 0)]
    [InlineData(601, 1)]
    public void CheckFile_TellsFrom601LinesOn(int lines, int findings) =>
        Assert.Equal(findings, Sample.Check(SizeRule.CheckFile, "src/A.cs", Repeat("\n", lines - 1) + "a\n").Length);

    [Fact]
    public void CheckFile_OfALongTest_SaysNothing() =>
        Assert.Empty(Sample.Check(SizeRule.CheckFile, "tests/A.cs", Repeat("a\n", 900)));

    [Fact]
    public void CheckLines_TellsFrom131ColumnsOn()
    {
        string text = Repeat("a", 130) + "\n" + Repeat("a", 131) + "\n";
        Assert.Equal(["src/A.cs:2: 131 columns, at most 130"], Sample.Check(SizeRule.CheckLines, "src/A.cs", text));
    }

    [Fact]
    public void CheckLines_CountsATabAsEight() => Assert.Equal(
        ["bpf/a.c:1: 131 columns, at most 130"],
        Sample.Check(SizeRule.CheckLines, "bpf/a.c", Repeat("\t", 16) + "abc\n"));

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
