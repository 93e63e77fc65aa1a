using Telos.Style.Tests.Rules;
using Xunit;

namespace Telos.Style.Tests;

public sealed class ResidueRuleTests
{
    [Fact]
    public void Tree_HasNoNotesToOneself() => WorkingTree.AssertKeeps(ResidueRule.CheckNotes);

    [Fact]
    public void Tree_HasNoRegions() => WorkingTree.AssertKeeps(ResidueRule.CheckRegions);

    [Fact]
    public void Tree_NeverWaitsByTheClockInSrc() => WorkingTree.AssertKeeps(ResidueRule.CheckSleeps);

    [Fact]
    public void Tree_NamesNoMachineAndNoPackageHost() => WorkingTree.AssertKeeps(ResidueRule.CheckMachine);

    [Theory]
    [InlineData("# TODO later", "Makefile:1: TODO")]
    [InlineData("\n// FIXME", "Makefile:2: FIXME")]
    [InlineData("/* HACK: */", "Makefile:1: HACK")]
    public void CheckNotes_OfANote_SaysWhere(string text, string finding) =>
        Assert.Equal([finding], Sample.Check(ResidueRule.CheckNotes, "Makefile", text));

    [Fact]
    public void CheckNotes_OfAWordThatContainsOne_SaysNothing() =>
        Assert.Empty(Sample.Check(ResidueRule.CheckNotes, "README.md", "HACKER TODOS"));

    [Fact]
    public void CheckRegions_OfARegion_SaysWhere() => Assert.Equal(
        ["src/A.cs:1: #region", "src/A.cs:2:     #endregion"],
        Sample.Check(ResidueRule.CheckRegions, "src/A.cs", "#region X\n    #endregion\n"));

    [Theory]
    [InlineData("Thread.Sleep(1);", "src/A.cs:1: Thread.Sleep")]
    [InlineData("await Task.Delay(1);", "src/A.cs:1: Task.Delay")]
    public void CheckSleeps_OfASleep_SaysWhere(string text, string finding) =>
        Assert.Equal([finding], Sample.Check(ResidueRule.CheckSleeps, "src/A.cs", text));

    [Theory]
    [InlineData("cd /home/alice/telos", "docs/A.md:1: /home/alice/")]
    [InlineData("cp /wo" + "rk/checkout/x .", "docs/A.md:1: /work/")]
    [InlineData("https://api.nuget" + ".org/v3", "docs/A.md:1: api.nuget" + ".org")]
    [InlineData("deb http://deb.debian" + ".org/debian bookworm main", "docs/A.md:1: deb.debian" + ".org")]
    [InlineData("https://debian" + ".org", "docs/A.md:1: //debian" + ".org")]
    [InlineData("registry.npmjs" + ".org", "docs/A.md:1: registry.npmjs" + ".org")]
    [InlineData("docker pull registry.example/x", "docs/A.md:1: registry.e")]
    public void CheckMachine_OfATrace_SaysWhere(string text, string finding) =>
        Assert.Equal([finding], Sample.Check(ResidueRule.CheckMachine, "docs/A.md", text));

    [Theory]
    [InlineData("docs/A.md", "~/work/x ./work/x a/home/b/ $HOME/work/ \"debian.org\" registry")]
    [InlineData("tests/A.cs", "/home/alice/secret")]
    public void CheckMachine_OfSomethingElse_SaysNothing(string path, string text) =>
        Assert.Empty(Sample.Check(ResidueRule.CheckMachine, path, text));
}
