using Telos.Style.Tests.Rules;
using Xunit;

namespace Telos.Style.Tests;

public sealed class UnsafeRuleTests
{
    [Fact]
    public void Tree_KeepsPointersAndForeignFunctionsInTelosLinux() =>
        WorkingTree.AssertKeeps(UnsafeRule.Check);

    [Theory]
    [InlineData(
        "src/Telos.Core/A.cs", "class A\n{\n    unsafe void F() { }\n}",
        "src/Telos.Core/A.cs:3: unsafe outside src/Telos.Linux/")]
    [InlineData("fuzz/Telos.Fuzz/A.cs", "unsafe class A;", "fuzz/Telos.Fuzz/A.cs:1: unsafe outside src/Telos.Linux/")]
    [InlineData("tests/T/A.cs", "unsafe class A;", "tests/T/A.cs:1: unsafe outside src/Telos.Linux/")]
    [InlineData(
        "src/Telos.Linux/A.cs", "partial class A\n{\n    [LibraryImport(\"libc\")]\n    static partial int F();\n}",
        "src/Telos.Linux/A.cs:3: LibraryImport outside src/Telos.Linux/Native/")]
    [InlineData(
        "src/Telos.Daemon/A.cs",
        "class A\n{\n    [System.Runtime.InteropServices.DllImport(\"libc\")]\n    static extern int F();\n}",
        "src/Telos.Daemon/A.cs:3: DllImport outside src/Telos.Linux/Native/")]
    [InlineData(
        "Directory.Build.props", "<Project>\n<AllowUnsafeBlocks>true</AllowUnsafeBlocks>",
        "Directory.Build.props:2: AllowUnsafeBlocks outside src/Telos.Linux/")]
    [InlineData(
        "src/Telos.Cli/Telos.Cli.csproj", "<AllowUnsafeBlocks>true</AllowUnsafeBlocks>",
        "src/Telos.Cli/Telos.Cli.csproj:1: AllowUnsafeBlocks outside src/Telos.Linux/")]
    public void Check_OfASampleThatBreaksIt_SaysWhere(string path, string text, string finding) =>
        Assert.Equal([finding], Sample.Check(UnsafeRule.Check, path, text));

    [Theory]
    [InlineData("src/Telos.Linux/A.cs", "unsafe class A;")]
    [InlineData("src/Telos.Linux/Native/A.cs", "partial class A { [LibraryImport(\"libc\")] static partial int F(); }")]
    [InlineData("fuzz/Telos.Fuzz/Native/A.cs", "unsafe partial class A { [LibraryImport(\"libc\")] static partial int F(); }")]
    [InlineData("src/Telos.Core/A.cs", "// unsafe, but only in words\nclass A { string B = \"unsafe\"; }")]
    public void Check_OfASampleThatKeepsIt_SaysNothing(string path, string text) =>
        Assert.Empty(Sample.Check(UnsafeRule.Check, path, text));
}
