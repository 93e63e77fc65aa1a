using System.Text;
using Telos.Core.Setup;
using Xunit;

namespace Telos.Core.Tests.Setup;

// The expected lines are those of diff -u (GNU diffutils 3.8), with the names' times taken off.
public sealed class UnifiedDiffTests
{
    [Theory]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n",
        "--- f|+++ f|@@ -2,7 +2,7 @@| 2| 3| 4|-5|+x| 6| 7| 8")]
    [InlineData("a\n", "a\nb\n", "--- f|+++ f|@@ -1,1 +1,2 @@| a|+b")]
    [InlineData("a", "a\nb\n", @"--- f|+++ f|@@ -1,1 +1,2 @@|-a|\ No newline at end of file|+a|+b")]
    [InlineData(null, "a\n", "--- /dev/null|+++ f|@@ -0,0 +1,1 @@|+a")]
    [InlineData("a\n", null, "--- f|+++ /dev/null|@@ -1,1 +0,0 @@|-a")]
    [InlineData("a\r\n", "b\r\n", "--- f|+++ f|@@ -1,1 +1,1 @@|-a\r|+b\r")]
    [InlineData("a\na\n", "a\n", "--- f|+++ f|@@ -1,2 +1,1 @@| a|-a")]
    [InlineData("a\n", "a\n", "")]
    public void Of_TwoTexts_IsWhatDiffSays(string? before, string? after, string expected) =>
        Assert.Equal(expected, string.Join('|', UnifiedDiff.Of("f", Bytes(before), Bytes(after))));

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);
}
