using System.Net.Sockets;
using Telos.Core.Abi;
using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Daemon.Tests.Gates;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

public sealed class WorkspaceTests : IDisposable
{
    private const uint Root = 0;
    private const string Outside =
        " lies in no write area: start telos run below one, or have it added to filesystem.write";

    private static readonly (string Home, uint Uid)[] s_homes = [("/root", 0), ("/srv/people/ada", 1000)];

    private readonly KernelGates _gates = new();
    private readonly TempDirectory _temp = new();

    public void Dispose()
    {
        _temp.Dispose();
        _gates.Dispose();
    }

    [Theory]
    [InlineData("/srv/people/ada/project", null)]
    [InlineData("/tmp/build", null)]
    [InlineData("/srv/people/ada", "/srv/people/ada is a whole home: start telos run in a directory below it")]
    [InlineData("/root", "/root is a whole home: start telos run in a directory below it")]
    [InlineData("/tmp", "/tmp is shared by everybody: start telos run in a directory of your own")]
    [InlineData("/dev/shm", "/dev/shm is shared by everybody: start telos run in a directory of your own")]
    [InlineData("/srv/people", "/srv/people" + Outside)]
    [InlineData("/", "/" + Outside)]
    [InlineData("/opt/app", "/opt/app" + Outside)]
    public void Fault_OfWhatIsNotTheUsersAlone_SaysWhatToDo(string path, string? expected) =>
        Assert.Equal(expected, Workspace.Fault(path, Ceiling.Default, s_homes));

    [Fact]
    public void Resolve_OfADirectoryOfTheUsers_GivesItsFile()
    {
        string directory = Make("project");
        Assert.Equal(_gates.Identities.Resolve(directory)!.Value.File.Inode, Resolve(directory, Root, out string place));
        Assert.Equal(directory, place);
    }

    [Fact]
    public void Resolve_ThroughALink_JudgesWhereItLeads()
    {
        File.CreateSymbolicLink(_temp.File("tmp"), "/tmp");
        Assert.Null(Resolve(_temp.File("tmp"), Root, out string fault));
        Assert.Equal("/tmp is shared by everybody: start telos run in a directory of your own", fault);
    }

    [Fact]
    public void Resolve_OfWhatIsNoWorkspace_SaysWhy()
    {
        string directory = Make("project");
        Assert.Null(Resolve(directory, 1000, out string fault));
        Assert.Equal($"{directory} belongs to another user", fault);
        File.WriteAllText(_temp.File("file"), "");
        Assert.Null(Resolve(_temp.File("file"), Root, out fault));
        Assert.Equal($"{_temp.File("file")} is no directory", fault);
        Assert.Null(Resolve(_temp.File("none"), Root, out fault));
        Assert.Equal($"{_temp.File("none")} cannot be opened", fault);
        Assert.Null(Resolve(null, Root, out fault));
        Assert.Equal("telos run was started without one", fault);
    }

    [Fact]
    public void Bind_AnIntentThatBuilds_GrantsTheWorkspaceOrSaysWhyNot()
    {
        string directory = Make("project");
        CompiledPolicy policy = PolicyCompiler.Compile("build it with make", TimeSpan.FromMinutes(1), Ceiling.Default);
        PolicyBinding binding = new(_gates.Identities, Areas());
        BoundPolicy bound = binding.Bind(policy, Root, directory);
        Assert.Equal(
            [(_gates.Identities.Resolve(directory)!.Value.File.Inode, 6u)],
            bound.Paths.Select(path => (path.File.File.Inode, path.Access)));
        Assert.Empty(bound.Missing);

        BoundPolicy shared = binding.Bind(policy, Root, "/tmp");
        Assert.Empty(shared.Paths);
        Assert.Equal(
            "workspace: /tmp is shared by everybody: start telos run in a directory of your own;"
            + " write+execute is not granted",
            Assert.Single(shared.Missing));
    }

    [Fact]
    public void Bind_AWriteThatALinkLeadsOutOfTheAreas_IsNotGranted()
    {
        string inside = _temp.Write("inside.txt", "");
        File.CreateSymbolicLink(_temp.File("out.txt"), "/etc/hostname");
        File.CreateSymbolicLink(_temp.File("in.txt"), inside);
        PathGrant Write(string name) => new(_temp.File(name), PathAccess.Write, "named in the intent to write");
        CompiledPolicy policy = PolicyCompiler.Compile("read a.txt with cat", TimeSpan.FromMinutes(1), Ceiling.Default);
        BoundPolicy bound = new PolicyBinding(_gates.Identities, Areas()).Bind(
            policy with { Paths = [Write("out.txt"), Write("in.txt")] }, Root);
        Assert.Equal(
            [(_gates.Identities.Resolve(inside)!.Value.File.Inode, 2u)],
            bound.Paths.Select(path => (path.File.File.Inode, path.Access)));
        Assert.Equal(
            $"path {_temp.File("out.txt")}: a link leads it out of the write areas, so not granted",
            Assert.Single(bound.Missing));
    }

    [Fact]
    public void Resolve_OfASocket_TakesTheNameItselfAndNoLink()
    {
        string path = _temp.File("app.sock");
        using Socket server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint(path));
        File.CreateSymbolicLink(_temp.File("link.sock"), path);
        File.WriteAllText(_temp.File("file.sock"), "");
        Assert.NotNull(UnixSocketPath.Resolve(path, _gates.Identities));
        Assert.Null(UnixSocketPath.Resolve(_temp.File("link.sock"), _gates.Identities));
        Assert.Null(UnixSocketPath.Resolve(_temp.File("file.sock"), _gates.Identities));
        Assert.Null(UnixSocketPath.Resolve(_temp.File("none.sock"), _gates.Identities));
    }

    private Ceiling Areas() => Ceiling.Default with { WriteAreas = [_temp.File("")] };

    private ulong? Resolve(string? directory, uint uid, out string fault)
    {
        OpenFile? file = Workspace.Resolve(directory, uid, Areas(), _gates.Identities, out fault);
        return file?.File.Inode;
    }

    private string Make(string name) => Directory.CreateDirectory(_temp.File(name)).FullName;
}
