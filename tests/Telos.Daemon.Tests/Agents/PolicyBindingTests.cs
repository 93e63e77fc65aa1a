using Telos.Core.Abi;
using Telos.Core.Exec;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Daemon.Tests.Gates;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

public sealed class PolicyBindingTests : IDisposable
{
    private readonly KernelGates _gates = new();
    private readonly TempDirectory _temp = new();

    public void Dispose()
    {
        _temp.Dispose();
        _gates.Dispose();
    }

    [Theory]
    [InlineData("run `bash` ./", "", "./")]
    [InlineData("run build.sh with bash", "build.sh", "./build.sh")]
    [InlineData("run /opt/build.sh with bash", "/opt/build.sh")]
    [InlineData("run bash $HOME/build.sh", "/root/build.sh")]
    public void Bind_AScript_HasEachWayToWriteIt(string goal, params string[] spellings) =>
        Assert.Equal(spellings, Bind(goal).Scripts.Select(script => script.Text));

    // Dash is the sh that git starts: its scripts are git's own.
    [Theory]
    [InlineData("run build.sh with dash", false)]
    [InlineData("run build.sh with dash, then commit the change with git", true)]
    public void Bind_AnInterpreterThatAnotherStartsByAnotherName_IsHeldToNoScript(string goal, bool isFree)
    {
        BoundPolicy bound = Bind(goal);
        ulong dash = FileOf("/usr/bin/dash");
        Assert.Equal(
            isFree, bound.Programs.Where(program => program.File.File.Inode == dash).All(program => program.Arguments == 0));
    }

    [Fact]
    public void Bind_AProgramThatStartsOthers_GrantsTheirFiles()
    {
        BoundPolicy bound = Bind("read a.txt with cat");
        Assert.Equal([(FileOf("/usr/bin/cat"), 0u)], Programs(bound));
        BoundPolicy making = Bind("build the project with make");
        Assert.Contains((FileOf("/bin/sh"), 0u), Programs(making));
        Assert.Contains((FileOf("/usr/bin/test"), 0u), Programs(making));
        Assert.DoesNotContain(making.Missing, line => line.StartsWith("program", StringComparison.Ordinal));
    }

    [Fact]
    public void Bind_AProgramThatIsNotHere_IsToldUnlessAnotherOnlyStartsIt()
    {
        CompiledPolicy policy = PolicyCompiler.Compile("read a.txt with cat", TimeSpan.FromMinutes(1), Ceiling.Default);
        BoundPolicy bound = Binding(Ceiling.Default).Bind(
            policy with
            {
                Programs =
                [
                    new ProgramGrant("telos-has-none", "named in the intent"),
                    new ProgramGrant("telos-has-none-either", "cat starts it", "cat"),
                    new ProgramGrant("/usr/bin/ca*", "named in the intent"),
                ],
            },
            0);
        Assert.Empty(bound.Programs);
        Assert.Equal(
            [
                "program telos-has-none: not installed here, so not granted",
                "program /usr/bin/ca*: not installed here, so not granted",
            ],
            bound.Missing);
    }

    [Fact]
    public void Bind_AProgramWithDangerousArguments_CarriesTheirSet()
    {
        BoundProgram find = Assert.Single(Bind("find the logs in /var/log with find").Programs);
        Assert.Equal(ArgumentRules.Named("find").Id, find.Arguments);
        Assert.Equal(0u, Assert.Single(Bind("read a.txt with cat").Programs).Arguments);
    }

    [Theory]
    [InlineData("node", false, KernelAbi.TELOS_EXEC_JIT)]
    [InlineData("node", true, 0u)]
    [InlineData("python3", false, 0u)]
    public void BindLaunch_AProgramWithAJustInTimeCompiler_KeepsItWhereAgentsDoNotWrite(
        string name, bool writable, uint flags)
    {
        string program = _temp.File(name);
        File.WriteAllText(program, "");
        Ceiling ceiling = Ceiling.Default with { WriteAreas = writable ? [_temp.File("")] : [] };
        BoundPolicy bound = new();
        Binding(ceiling).BindLaunch(program, bound);
        Assert.Equal([(FileOf(program), flags)], bound.Launch.Select(Known));
    }

    private BoundPolicy Bind(string goal)
    {
        CompiledPolicy policy = PolicyCompiler.Compile(goal, TimeSpan.FromMinutes(1), Ceiling.Default);
        return Binding(Ceiling.Default).Bind(policy, 0);
    }

    private PolicyBinding Binding(Ceiling ceiling) => new(_gates.Identities, ceiling);

    private ulong FileOf(string path) => _gates.Identities.Resolve(path)!.Value.File.Inode;

    private static IEnumerable<(ulong Inode, uint Flags)> Programs(BoundPolicy bound) => bound.Programs.Select(Known);

    private static (ulong Inode, uint Flags) Known(BoundProgram program) => (program.File.File.Inode, program.Flags);
}
