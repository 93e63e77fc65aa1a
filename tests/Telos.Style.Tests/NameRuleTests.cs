using Telos.Style.Tests.Rules;
using Xunit;

namespace Telos.Style.Tests;

public sealed class NameRuleTests
{
    [Fact]
    public void Tree_HasNoNameWithAnEmptyWord() => WorkingTree.AssertKeeps(NameRule.Check);

    [Theory]
    [InlineData("src/A.cs", "class EventManager;", "src/A.cs:1: type EventManager says \"Manager\"")]
    [InlineData("src/A.cs", "class A\n{\n    struct StringUtils;\n}", "src/A.cs:3: type StringUtils says \"Utils\"")]
    [InlineData("src/A.cs", "interface IGrantServiceV2;", "src/A.cs:1: type IGrantServiceV2 says \"Service\"")]
    [InlineData("src/A.cs", "record GrantV2;", "src/A.cs:1: type GrantV2 says \"V2\"")]
    [InlineData("src/A.cs", "enum BaseKind { None }", "src/A.cs:1: type BaseKind says \"Base\"")]
    [InlineData("src/A.cs", "delegate void Handler();", "src/A.cs:1: type Handler says \"Handler\"")]
    [InlineData("src/A.cs", "class NewGrant;", "src/A.cs:1: type NewGrant says \"New\"")]
    [InlineData("src/DnsHelper.cs", "", "src/DnsHelper.cs:1: the file name says \"Helper\"")]
    [InlineData("bpf/misc.h", "", "bpf/misc.h:1: the file name says \"misc\"")]
    [InlineData("bpf/lsm/exec_utils.bpf.c", "", "bpf/lsm/exec_utils.bpf.c:1: the file name says \"utils\"")]
    public void Check_OfASampleThatBreaksIt_SaysWhere(string path, string text, string finding) =>
        Assert.Equal([finding], Sample.Check(NameRule.Check, path, text));

    [Theory]
    [InlineData("src/A.cs", "class Database; class SignalHandler; class Basement; class Newline; class Committed;")]
    [InlineData("src/A.cs", "class A { void HelperMethod() { } int Data; }")]
    [InlineData("bpf/common_maps.h", "")]
    public void Check_OfASampleThatKeepsIt_SaysNothing(string path, string text) =>
        Assert.Empty(Sample.Check(NameRule.Check, path, text));
}
