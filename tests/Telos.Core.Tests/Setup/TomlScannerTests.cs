using System.Text;
using Telos.Core.Setup;
using Xunit;

namespace Telos.Core.Tests.Setup;

public sealed class TomlScannerTests
{
    // Of toml.io, version 1.0.0.
    [Theory]
    [InlineData("str = \"I'm a string. \\\"You can quote me\\\". Name\\tJos\\u00E9\\nLocation\\tSF.\"",
        "I'm a string. \"You can quote me\". Name\tJosé\nLocation\tSF.")]
    [InlineData("str = \"\"\"\nRoses are red\nViolets are blue\"\"\"", "Roses are red\nViolets are blue")]
    [InlineData("str = \"\"\"\\\n       The quick brown \\\n\n       fox.\\\n       \"\"\"", "The quick brown fox.")]
    [InlineData("str = \"\"\"Here are fifteen quotation marks: \"\"\\\"\"\"\\\"\"\"\\\"\"\"\\\"\"\"\\\".\"\"\"",
        "Here are fifteen quotation marks: \"\"\"\"\"\"\"\"\"\"\"\"\"\"\".")]
    [InlineData("str = \"\"\"\"This,\" she said, \"is just a pointless statement.\"\"\"\"",
        "\"This,\" she said, \"is just a pointless statement.\"")]
    [InlineData("winpath = 'C:\\Users\\nodejs\\templates'", "C:\\Users\\nodejs\\templates")]
    [InlineData("re = '''I [dw]on't need \\d{2} apples'''", "I [dw]on't need \\d{2} apples")]
    [InlineData("apos = ''''That,' she said, 'is still pointless.''''", "'That,' she said, 'is still pointless.'")]
    [InlineData("empty = ''", "")]
    [InlineData("empty = \"\"\"\"\"\"", "")]
    [InlineData("a = '\u00e4'", "ä")]
    public void TryRead_AString_IsDecoded(string text, string expected)
    {
        Assert.Null(TomlScanner.TryRead(Encoding.UTF8.GetBytes(text), out IReadOnlyList<TomlItem> items));
        TomlItem item = Assert.Single(items);
        Assert.Equal(expected, Assert.Single(item.Value!));
        Assert.Equal(Encoding.UTF8.GetByteCount(text), item.End);
    }

    [Fact]
    public void TryRead_Keys_AreWholePaths()
    {
        const string Text = "3.14159 = \"pi\"\nphysical . \"c.d\" = +1_000\n"
            + "[ j . \"ʞ\" . 'l' ] # x\nn.x = {a = 1, b.c = [1, 2]}\n[[p]]\n";
        Assert.Null(TomlScanner.TryRead(Encoding.UTF8.GetBytes(Text), out IReadOnlyList<TomlItem> items));
        Assert.Equal(
            [
                "Text 3/14159", "Scalar physical/c.d", "Table j/ʞ/l", "InlineTable j/ʞ/l/n/x", "Scalar j/ʞ/l/n/x/a",
                "Array j/ʞ/l/n/x/b/c", "TableArray p",
            ],
            items.Select(item => $"{item.Kind} {string.Join('/', item.Path)}"));
        Assert.Equal([false, false, false, false, true, true, false], items.Select(item => item.IsInline));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("-0")]
    [InlineData("0xdead_beef")]
    [InlineData("0o755")]
    [InlineData("0b1101")]
    [InlineData("6.626e-34")]
    [InlineData("-inf")]
    [InlineData("1979-05-27T00:32:00.999999-07:00")]
    [InlineData("1979-05-27 07:32:00Z # when")]
    [InlineData("1979-05-27 # day")]
    [InlineData("07:32:00")]
    [InlineData("[ 1,\n # two\n 2, ]")]
    [InlineData("[ { x = 1 }, [ 'a' ], ]")]
    [InlineData("{}")]
    [InlineData("{ a = 1,\n b = 2, # 1.1\n }")]
    public void TryRead_AValue_IsAccepted(string value) =>
        Assert.Null(TomlScanner.TryRead(Encoding.UTF8.GetBytes($"a = {value}\r\nb = 1\n"), out _));

    [Theory]
    [InlineData("a = telos", 1, 5)]
    [InlineData("a = 012", 1, 5)]
    [InlineData("a =", 1, 4)]
    [InlineData("a", 1, 2)]
    [InlineData("= 1", 1, 1)]
    [InlineData("a = 1 b = 2", 1, 7)]
    [InlineData("x = 1\na = \"open\nb = 1", 2, 10)]
    [InlineData("a = '''\nopen", 2, 5)]
    [InlineData("a = \"\\q\"", 1, 6)]
    [InlineData("a = \"\\ud800\"", 1, 6)]
    [InlineData("a = [1 2]", 1, 8)]
    [InlineData("a = [1,\n", 2, 1)]
    [InlineData("a = { b = 1 ]", 1, 13)]
    [InlineData("[a", 1, 3)]
    [InlineData("[[a]", 1, 4)]
    [InlineData("[a] b = 1", 1, 5)]
    [InlineData("[]", 1, 2)]
    [InlineData("a. = 1", 1, 4)]
    [InlineData("a = 1\rb = 2", 1, 6)]
    [InlineData("\"\"\"a\"\"\" = 1", 1, 3)]
    [InlineData("# \u0001", 1, 3)]
    [InlineData("ä = 1", 1, 1)]
    public void TryRead_WhatIsNotToml_TellsWhere(string text, int line, int column)
    {
        EntryFault? fault = TomlScanner.TryRead(Encoding.UTF8.GetBytes(text), out _);
        Assert.Equal((line, column), (fault?.Line, fault?.Column));
    }

    [Fact]
    public void TryRead_ValuesNestedWithoutEnd_IsAFault() =>
        Assert.NotNull(TomlScanner.TryRead(Encoding.UTF8.GetBytes("a = " + new string('[', 100_000)), out _));
}
