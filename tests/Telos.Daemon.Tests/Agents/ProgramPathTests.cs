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

    [Fact]
    public void FindAll_OfAName_GivesItsOtherNamesToo() =>
        Assert.Equal(["/usr/bin/bash", "/usr/bin/rbash"], ProgramPath.FindAll("bash"));

    [Fact]
    public void FindAll_OfAPathWithAStar_GivesTheVersionsThatAreThere()
    {
        using TempDirectory temp = new();
        foreach (string version in (string[])["11", "12", "empty"])
        {
            Directory.CreateDirectory(temp.File($"gcc/{version}"));
        }

        File.WriteAllText(temp.File("gcc/11/cc1"), "");
        File.WriteAllText(temp.File("gcc/12/cc1"), "");
        File.WriteAllText(temp.File("gcc/12/cc1plus"), "");
        Assert.Equal(
            [temp.File("gcc/11/cc1"), temp.File("gcc/12/cc1")],
            ProgramPath.FindAll(temp.File("gcc/*/cc1")).Order(StringComparer.Ordinal));
        Assert.Equal(
            [temp.File("gcc/12/cc1"), temp.File("gcc/12/cc1plus")],
            ProgramPath.FindAll(temp.File("gcc/12/cc1*")).Order(StringComparer.Ordinal));
        Assert.Empty(ProgramPath.FindAll(temp.File("gcc/*/ld")));
        Assert.Empty(ProgramPath.FindAll(temp.File("clang/*/lld")));
    }
}
