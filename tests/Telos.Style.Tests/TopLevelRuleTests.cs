using Telos.Style.Tests.Rules;
using Xunit;

namespace Telos.Style.Tests;

public sealed class TopLevelRuleTests
{
    [Fact]
    public void Tree_HoldsTheProductAtTheTopAndNothingElse() => Assert.Empty(TopLevelRule.Check(WorkingTree.Paths));

    [Fact]
    public void Check_OfOtherNames_TellsEachOnce() => Assert.Equal(
        ["NOTES.md:1: does not belong at the top level", "scripts:1: does not belong at the top level"],
        TopLevelRule.Check(["NOTES.md", "src/A.cs", "scripts/a.sh", "scripts/b.sh", "README.md"])
            .Select(finding => finding.ToString()));
}
