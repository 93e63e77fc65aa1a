using Telos.Daemon.Agents;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

public sealed class ProgramPathTests
{
    [Fact]
    public void Find_OfABareName_LooksInTheSystemsDirectoriesInOrder() => Assert.Equal("/usr/bin/env", ProgramPath.Find("env"));

    [Fact]
    public void Find_OfAnAbsolutePath_GivesItWhenItIsThere()
    {
        Assert.Equal("/bin/sh", ProgramPath.Find("/bin/sh"));
        Assert.Null(ProgramPath.Find("/bin/telos-has-no-such-program"));
    }

    [Theory]
    [InlineData("telos-has-no-such-program")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../bin/sh")]
    [InlineData("./sh")]
    public void Find_OfSomethingElse_GivesNothing(string program) => Assert.Null(ProgramPath.Find(program));

    [Fact]
    public void Find_OfADirectory_GivesNothing() => Assert.Null(ProgramPath.Find("/usr/bin"));
}
