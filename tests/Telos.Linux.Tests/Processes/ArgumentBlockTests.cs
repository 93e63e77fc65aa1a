using Telos.Linux.Processes;
using Xunit;

namespace Telos.Linux.Tests.Processes;

public sealed class ArgumentBlockTests
{
    [Fact]
    public void TryBuild_Strings_AreKeptInOrderAndTerminated()
    {
        string[] strings = ["/bin/echo", string.Empty, "a b", "größe"];
        Assert.Equal(Errno.None, ArgumentBlock.TryBuild(strings, out ArgumentBlock? block));
        using ArgumentBlock built = block!;
        Assert.Equal(strings.Length, built.Count);
        Assert.Equal(strings, Enumerable.Range(0, built.Count).Select(index => built[index]!));
        Assert.Null(built[built.Count]);
    }

    [Fact]
    public void TryBuild_NoStrings_IsOnlyTheTerminator()
    {
        Assert.Equal(Errno.None, ArgumentBlock.TryBuild([], out ArgumentBlock? block));
        Assert.Null(block![0]);
        block.Dispose();
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("safe\0rest")]
    public void TryBuild_StringWithANul_IsRefused(string text)
    {
        Assert.Equal(Errno.EINVAL, ArgumentBlock.TryBuild(["ok", text], out ArgumentBlock? block));
        Assert.Null(block);
    }

    [Fact]
    public void TryBuild_LongestStringOfTheKernel_FitsAndOneMoreByteDoesNot()
    {
        string longest = new('a', 131071);
        Assert.Equal(Errno.None, ArgumentBlock.TryBuild([longest], out ArgumentBlock? block));
        Assert.Equal(longest, block![0]);
        block.Dispose();
        Assert.Equal(Errno.E2BIG, ArgumentBlock.TryBuild([longest + "a"], out _));
        Assert.Equal(Errno.E2BIG, ArgumentBlock.TryBuild([new string('ä', 65536)], out _));
    }

    [Fact]
    public void TryBuild_TooManyOrTooMuch_IsE2BIG()
    {
        string[] many = new string[ArgumentBlock.StringCountMax + 1];
        Array.Fill(many, string.Empty);
        Assert.Equal(Errno.E2BIG, ArgumentBlock.TryBuild(many, out _));
        string[] much = new string[(ArgumentBlock.TotalBytesMax / 131072) + 1];
        Array.Fill(much, new string('a', 131071));
        Assert.Equal(Errno.E2BIG, ArgumentBlock.TryBuild(much, out _));
    }

    [Fact]
    public void TryJoin_Variables_AreNameEqualsValue()
    {
        Dictionary<string, string> environment = new() { ["HOME"] = "/root", ["EMPTY"] = "", ["EQ"] = "a=b" };
        Assert.Equal(Errno.None, ProcessImage.TryJoin(environment, out string[] variables));
        Assert.Equal(["HOME=/root", "EMPTY=", "EQ=a=b"], variables);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A=B")]
    public void TryJoin_NameThatIsNone_IsRefused(string name) =>
        Assert.Equal(
            Errno.EINVAL, ProcessImage.TryJoin([new KeyValuePair<string, string>(name, "x")], out _));

    [Fact]
    public void Execve_OnAnotherThread_IsRefused() => Assert.Throws<InvalidOperationException>(OnOwnThread);

    private static void OnOwnThread()
    {
        Exception? caught = null;
        Thread thread = new(() =>
        {
            try
            {
                ProcessImage.Execve("/nonexistent", ["x"], []);
            }
            catch (InvalidOperationException error)
            {
                caught = error;
            }
        });
        thread.Start();
        thread.Join();
        if (caught is not null)
        {
            throw caught;
        }
    }
}
