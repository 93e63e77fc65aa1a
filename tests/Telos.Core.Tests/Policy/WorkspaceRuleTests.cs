using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class WorkspaceRuleTests
{
    [Theory]
    [InlineData("Build the project with make")]
    [InlineData("compile hello.c with gcc and run ./hello")]
    [InlineData("Compile the C files with gcc and run the program that comes out")]
    [InlineData("Install the node packages of the project with npm from their tarballs and run its npm test")]
    [InlineData("Build the .NET project with dotnet and run it")]
    [InlineData("Compile Hello.java with javac and run it with java")]
    [InlineData("run the tests with pytest")]
    [InlineData("run `cargo test`")]
    [InlineData("build with build.sh and bash")]
    public void Judge_AnIntentThatBuilds_WritesAndRunsWhatItBuilt(string goal) =>
        Assert.Equal(PathAccess.Write | PathAccess.Execute, Workspace(goal));

    [Theory]
    [InlineData("clone the repository from github.com")]
    [InlineData("extract letters.tar.gz with tar")]
    [InlineData("commit the change with git")]
    [InlineData("write the summary with tee")]
    public void Judge_AnIntentThatKeepsItsWork_WritesButRunsNothing(string goal) =>
        Assert.Equal(PathAccess.Write, Workspace(goal));

    [Theory]
    [InlineData("download the weather report from weather.com")]
    [InlineData("read /etc/hosts")]
    [InlineData("list the files in /srv")]
    [InlineData("run work.py with python3")]
    [InlineData("test whether example.com answers with curl")]
    [InlineData("save the page weather.com/today to /tmp/today.html with curl")]
    [InlineData("do not build anything, read /etc/hosts")]
    [InlineData("install htop with apt-get")]
    public void Judge_AnythingElse_HasNoWorkspace(string goal) => Assert.Equal(PathAccess.None, Workspace(goal));

    [Theory]
    [InlineData("compile hello.c with gcc and run ./hello", "")]
    [InlineData("run ./hello", "ESCALATE!./hello")]
    [InlineData("compile hello.c with gcc and run ../hello", "ESCALATE!../hello")]
    [InlineData("compile x.c with gcc and run /home/ada/work/x", "")]
    [InlineData("run /home/ada/work/x", "ESCALATE!/home/ada/work/x")]
    [InlineData("run ~/work/x", "ESCALATE!~/work/x")]
    [InlineData("run /var/tmp/x", "ESCALATE!/var/tmp/x")]
    [InlineData("run /opt/tool/x", "")]
    public void Compile_AProgramWhereAgentsWrite_RunsForAnIntentThatBuilds(string goal, string refused) => Assert.Equal(
        refused,
        string.Join(' ', Compile(goal).Refusals.Select(r => $"{PolicyText.Name(r.Verdict)}!{r.Subject}")));

    [Fact]
    public void IsWithin_ANarrowerUseOfTheWorkspace_IsNoWidening()
    {
        var building = Compile("clone the repository from github.com and build it with make");
        var keeping = Compile("clone the repository from github.com");
        Assert.True(keeping.IsWithin(building));
        Assert.False(building.IsWithin(keeping));
    }

    private static CompiledPolicy Compile(string goal) =>
        PolicyCompiler.Compile(goal, TimeSpan.FromMinutes(10), Ceiling.Default);

    private static PathAccess Workspace(string goal) =>
        Compile(goal).Paths.SingleOrDefault(p => p.Path == WorkspaceRule.Path)?.Access ?? PathAccess.None;
}
