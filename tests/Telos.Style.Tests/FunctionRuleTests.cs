using Telos.Style.Tests.Rules;
using Xunit;

namespace Telos.Style.Tests;

public sealed class FunctionRuleTests
{
    [Fact]
    public void Tree_HasNoFunctionLongerThan70Lines() => WorkingTree.AssertKeeps(FunctionRule.Check);

    [Theory]
    [InlineData("class A\n{\n    void F()\n    {\n", "    }\n}\n", "src/A.cs:3: a function of 71 lines, at most 70")]
    [InlineData("class A\n{\n    A()\n    {\n", "    }\n}\n", "src/A.cs:3: a function of 71 lines, at most 70")]
    [InlineData(
        "record A\n{\n    int B\n    {\n    get\n    {\n", "    }\n}\n}\n", "src/A.cs:5: a function of 71 lines, at most 70")]
    public void Check_OfAFunctionOf71Lines_SaysWhere(string head, string tail, string finding)
    {
        string body = string.Concat(Enumerable.Repeat("    B();\n", 68));
        Assert.Equal([finding], Sample.Check(FunctionRule.Check, "src/A.cs", head + body + tail));
        Assert.Empty(Sample.Check(FunctionRule.Check, "src/A.cs", head + body["    B();\n".Length..] + tail));
    }

    [Fact]
    public void Check_OfACFunctionOf71Lines_SaysWhere()
    {
        string body = string.Concat(Enumerable.Repeat("\tb();\n", 69));
        Assert.Equal(
            ["bpf/a.c:2: a function of 71 lines, at most 70"],
            Sample.Check(FunctionRule.Check, "bpf/a.c", $"int f(void)\n{{\n{body}}}\n"));
        Assert.Empty(Sample.Check(FunctionRule.Check, "bpf/a.c", $"int f(void)\n{{\n{body["\tb();\n".Length..]}}}\n"));
    }
}
