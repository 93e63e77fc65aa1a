using Telos.Core.Intent;
using Xunit;

namespace Telos.Core.Tests.Intent;

public sealed class WordStemTests
{
    [Theory]
    [InlineData("copy", "copies", "copied", "copying")]
    [InlineData("replace", "replaces", "replaced", "replacing")]
    [InlineData("run", "runs", "running", "run")]
    [InlineData("directory", "directories", "directory's", "directory")]
    [InlineData("search", "searches", "searched", "searching")]
    [InlineData("compress", "compresses", "compressed", "compressing")]
    public void Of_RegularForms_AreOne(params string[] forms) =>
        Assert.Single(forms.Select(WordStem.Of).Distinct(StringComparer.Ordinal));

    [Theory]
    [InlineData("string", "string")]
    [InlineData("ls", "ls")]
    [InlineData("status", "status")]
    [InlineData("sha256", "sha256")]
    [InlineData("", "")]
    public void Of_WhatIsNoForm_StaysAsItIs(string word, string expected) => Assert.Equal(expected, WordStem.Of(word));

    [Theory]
    [InlineData("file", "fill")]
    [InlineData("count", "counter")]
    [InlineData("process", "procession")]
    public void Of_OtherWords_StayApart(string one, string other) =>
        Assert.NotEqual(WordStem.Of(one), WordStem.Of(other));
}
