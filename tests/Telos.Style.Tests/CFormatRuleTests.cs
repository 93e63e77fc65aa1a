using Telos.Style.Tests.Rules;
using Xunit;

namespace Telos.Style.Tests;

public sealed class CFormatRuleTests
{
    [Fact]
    public void Tree_HasCAsClangFormatHasIt() => WorkingTree.AssertKeeps(CFormatRule.Check);

    [Theory]
    [InlineData("int f(void)\n{\n    return 0;\n}\n", "bpf/a.c:3: not as clang-format has it")]
    [InlineData("int f(void) {\n\treturn 0;\n}\n", "bpf/a.c:1: not as clang-format has it")]
    [InlineData("int a;\nint  b;\n", "bpf/a.c:2: not as clang-format has it")]
    public void Check_OfOtherFormats_SaysWhere(string text, string finding) =>
        Assert.Equal([finding], Sample.Check(CFormatRule.Check, "bpf/a.c", text));

    [Fact]
    public void Check_OfKernelStyle_SaysNothing() =>
        Assert.Empty(Sample.Check(CFormatRule.Check, "bpf/a.c", "int f(void)\n{\n\treturn 0;\n}\n"));
}
