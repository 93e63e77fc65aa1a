using Telos.Style.Tests.Rules;
using Xunit;

namespace Telos.Style.Tests;

public sealed class CatchRuleTests
{
    [Fact]
    public void Tree_CatchesNothingThatItDoesNotName() => WorkingTree.AssertKeeps(CatchRule.Check);

    [Theory]
    [InlineData("catch\n{\n}", "src/A.cs:4: a catch without a type")]
    [InlineData("catch (Exception)\n{\n}", "src/A.cs:4: catch (Exception) without a filter")]
    [InlineData("catch (System.Exception e)\n{\n}", "src/A.cs:4: catch (System.Exception) without a filter")]
    public void Check_OfASampleThatBreaksIt_SaysWhere(string clause, string finding) =>
        Assert.Equal([finding], Sample.Check(CatchRule.Check, "src/A.cs", Around(clause)));

    [Theory]
    [InlineData("catch (IOException)\n{\n}")]
    [InlineData("catch (Exception e) when (e is IOException)\n{\n}")]
    public void Check_OfASampleThatKeepsIt_SaysNothing(string clause) =>
        Assert.Empty(Sample.Check(CatchRule.Check, "src/A.cs", Around(clause)));

    private static string Around(string clause) => $"class A {{ void F()\n{{\ntry {{ B(); }}\n{clause} }} }}";
}
