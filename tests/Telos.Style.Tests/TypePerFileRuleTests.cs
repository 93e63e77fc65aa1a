using Telos.Style.Tests.Rules;
using Xunit;

namespace Telos.Style.Tests;

public sealed class TypePerFileRuleTests
{
    [Fact]
    public void Tree_HasOneTopLevelTypeAFile() => WorkingTree.AssertKeeps(TypePerFileRule.Check);

    [Theory]
    [InlineData("src/A.cs", "namespace N;\n\nclass A;\n\nrecord B;", "src/A.cs:5: a second top-level type, B")]
    [InlineData("src/A.cs", "namespace N\n{\n    enum B { None }\n}", "src/A.cs:3: type B in a file named A.cs")]
    [InlineData("src/A.cs", "delegate void B();", "src/A.cs:1: type B in a file named A.cs")]
    public void Check_OfASampleThatBreaksIt_SaysWhere(string path, string text, string finding) =>
        Assert.Equal([finding], Sample.Check(TypePerFileRule.Check, path, text));

    [Theory]
    [InlineData("src/A.cs", "class A { class B; }")]
    [InlineData("src/A.Format.cs", "partial class A;")]
    [InlineData("src/Interop.cs", "[assembly: X]")]
    public void Check_OfASampleThatKeepsIt_SaysNothing(string path, string text) =>
        Assert.Empty(Sample.Check(TypePerFileRule.Check, path, text));
}
