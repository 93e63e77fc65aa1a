using System.Text;
using Telos.Daemon.Hyperion;
using Xunit;

namespace Telos.Daemon.Tests.Hyperion;

public sealed class BlockTokenTests
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Theory]
    [InlineData("Bearer 0123456789abcdef", true)]
    [InlineData("bearer 0123456789abcdef", true)]
    [InlineData("Bearer 0123456789abcdeF", false)]
    [InlineData("Bearer 0123456789abcde", false)]
    [InlineData("Bearer 0123456789abcdef0", false)]
    [InlineData("Bearer ", false)]
    [InlineData("Basic 0123456789abcdef", false)]
    [InlineData("0123456789abcdef", false)]
    [InlineData("", false)]
    public void IsShownBy_TheTokenAlone(string header, bool shown)
    {
        using TempDirectory temp = new();
        Assert.Equal(shown, Read(temp, "0123456789abcdef\n", Own).IsShownBy(Encoding.ASCII.GetBytes(header)));
    }

    [Theory]
    [InlineData("0123456789abcdef", Own | UnixFileMode.GroupRead, "others may read or write it: chmod 600")]
    [InlineData("0123456789abcdef", Own | UnixFileMode.OtherRead, "others may read or write it: chmod 600")]
    [InlineData("tooshort", Own, "holds no token of 16 to 256 letters")]
    [InlineData("0123456789 abcdef", Own, "holds no token of 16 to 256 letters")]
    [InlineData("0123456789abcdef\nsecond line", Own, "holds no token of 16 to 256 letters")]
    [InlineData("", Own, "holds no token of 16 to 256 letters")]
    public void Read_OfAFileThatCannotBeOne_SaysWhy(string text, UnixFileMode mode, string why)
    {
        using TempDirectory temp = new();
        DaemonException error = Assert.Throws<DaemonException>(() => Read(temp, text, mode));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfNoFile_SaysHowToMakeOne()
    {
        using TempDirectory temp = new();
        DaemonException error = Assert.Throws<DaemonException>(() => BlockToken.Read(temp.File("none")));
        Assert.Contains("openssl rand -hex 32", error.Message, StringComparison.Ordinal);
    }

    private static BlockToken Read(TempDirectory temp, string text, UnixFileMode mode)
    {
        File.WriteAllText(temp.File("token"), text);
        File.SetUnixFileMode(temp.File("token"), mode);
        return BlockToken.Read(temp.File("token"));
    }
}
