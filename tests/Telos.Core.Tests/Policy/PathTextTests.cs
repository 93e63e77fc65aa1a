using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class PathTextTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/etc/hosts", "/etc/hosts")]
    [InlineData("//etc///hosts/", "/etc/hosts")]
    [InlineData("/etc/./ssl/../hosts", "/etc/hosts")]
    [InlineData("/etc/..", "/")]
    [InlineData("~", "~")]
    [InlineData("~/", "~")]
    [InlineData("~/.ssh/../.ssh/id_rsa", "~/.ssh/id_rsa")]
    [InlineData("$HOME/.ssh", "~/.ssh")]
    [InlineData("${HOME}/.ssh", "~/.ssh")]
    [InlineData("/srv/a b", "/srv/a b")]
    public void TryNormalise_RootedPaths_LoseDotsAndDoubleSlashes(string text, string expected)
    {
        Assert.Equal(PathStatus.Ok, PathText.TryNormalise(text, out string path));
        Assert.Equal(expected, path);
    }

    [Theory]
    [InlineData("", PathStatus.NotRooted)]
    [InlineData("etc/hosts", PathStatus.NotRooted)]
    [InlineData("../etc/hosts", PathStatus.NotRooted)]
    [InlineData("$OTHER/etc", PathStatus.NotRooted)]
    [InlineData("/..", PathStatus.ClimbsAboveRoot)]
    [InlineData("/etc/../../etc/shadow", PathStatus.ClimbsAboveRoot)]
    [InlineData("~/../root", PathStatus.ClimbsAboveRoot)]
    [InlineData("~root/.ssh", PathStatus.NamedHome)]
    public void TryNormalise_OtherPaths_AreRefusedWithAReason(string text, PathStatus expected)
    {
        Assert.Equal(expected, PathText.TryNormalise(text, out string path));
        Assert.Equal("", path);
    }

    [Fact]
    public void TryNormalise_LongerThanPathMax_IsRefused() =>
        Assert.Equal(PathStatus.TooLong, PathText.TryNormalise("/" + new string('a', 4096), out _));
}
