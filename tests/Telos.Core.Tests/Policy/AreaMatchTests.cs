using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

public sealed class AreaMatchTests
{
    private static readonly Ceiling s_ceiling = Ceiling.Default with
    {
        WriteAreas = ["~", "/tmp", "/srv/build", "/opt/app/data"],
        CodeDirectories = ["/opt", "/srv/build/toolchain", "~/.nvm"],
        UnixSockets = ["/run/app/app.sock", "/run/postgresql/.s.PGSQL.5432"],
    };

    [Theory]
    [InlineData("/tmp", true)]
    [InlineData("/tmp/x/y", true)]
    [InlineData("/tmpx", false)]
    [InlineData("/home/ada", true)]
    [InlineData("/home/ada/work/a.txt", true)]
    [InlineData("/root/a", true)]
    [InlineData("~/work", true)]
    [InlineData("/home", false)]
    [InlineData("/", false)]
    [InlineData("/etc/hosts", false)]
    [InlineData("/opt/tool", false)]
    [InlineData("/opt/app/data/x", true)]
    [InlineData("/srv/build/out", true)]
    [InlineData("/srv/build/toolchain/bin/cc", false)]
    [InlineData("/home/ada/.nvm/node", false)]
    [InlineData("~/.nvm/node", false)]
    public void IsWritable_TheNearestDirectoryDecides(string path, bool expected) =>
        Assert.Equal(expected, AreaMatch.IsWritable(s_ceiling, path));

    [Theory]
    [InlineData("write to /tmp/a.txt", "ALLOW write:/tmp/a.txt")]
    [InlineData("write to ~/work/a.txt", "ALLOW write:~/work/a.txt")]
    [InlineData("write to /home/ada/*.txt", "ALLOW write:/home/ada")]
    [InlineData("write to /etc/motd", "DENY DENY!/etc/motd")]
    [InlineData("write to /*", "DENY DENY!/*")]
    [InlineData("copy /etc/hosts to /usr/lib/x", "ESCALATE cp read:/etc/hosts DENY!/usr/lib/x")]
    [InlineData("edit /etc/hosts", "ESCALATE read:/etc/hosts DENY!/etc/hosts")]
    [InlineData("append to ~/.bashrc", "DENY DENY!~/.bashrc")]
    [InlineData("write to /tmp/x/.git/hooks/pre-commit", "DENY DENY!/tmp/x/.git/hooks/pre-commit")]
    [InlineData("write to ~/.config/systemd/user/a.service", "DENY DENY!~/.config/systemd/user/a.service")]
    [InlineData("write to ~/.config/app.ini", "ALLOW write:~/.config/app.ini")]
    [InlineData("run `grep x /etc/hosts > /dev/null`", "ALLOW grep read:/etc/hosts")]
    public void Compile_WritesAreGrantedInWriteAreasAlone(string goal, string expected) =>
        Assert.Equal(expected, PolicyExampleTests.Outline(goal, s_ceiling));

    [Fact]
    public void Compile_AWriteElsewhere_SaysWhatToDo() => Assert.Equal(
        "agents write in ~/, /tmp, /srv/build, /opt/app/data alone: the operator can add a directory to"
        + " filesystem.write",
        Assert.Single(PolicyCompiler.Compile("write to /etc/motd", TimeSpan.FromMinutes(1), s_ceiling).Refusals).Reason);

    [Theory]
    [InlineData("connect to /run/app/app.sock with curl", "ALLOW curl connect:/run/app/app.sock")]
    [InlineData("read the rows from /run/app/app.sock with curl", "ALLOW curl connect:/run/app/app.sock")]
    [InlineData("connect to /run/postgresql/.s.PGSQL.5432 with curl", "ALLOW curl connect:/run/postgresql/.s.PGSQL.5432")]
    [InlineData("connect to /run/other.sock with curl", "DENY DENY!/run/other.sock")]
    [InlineData("connect to /run/app with curl", "DENY DENY!/run/app")]
    [InlineData("connect to /var/run/docker.sock with curl", "DENY DENY!/var/run/docker.sock")]
    public void Compile_UnixSockets_AreThoseOfTheCeiling(string goal, string expected) =>
        Assert.Equal(expected, PolicyExampleTests.Outline(goal, s_ceiling));

    [Theory]
    [InlineData("/run/docker.sock")]
    [InlineData("/var/run/docker.sock")]
    [InlineData("/srv/rootless/docker.sock")]
    [InlineData("/run/dbus/system_bus_socket")]
    [InlineData("/run/user/1000/bus")]
    [InlineData("/run/systemd/private")]
    [InlineData("/tmp/ssh-Xq3/agent.812")]
    [InlineData("/home/ada/.gnupg/S.gpg-agent")]
    [InlineData("/tmp/tmux-1000/default")]
    [InlineData("/tmp/.X11-unix/X0")]
    [InlineData("/run/containerd/containerd.sock")]
    public void Hold_WhoeverActsForOthers_IsNeverOpened(string path) => Assert.True(UnixDeputies.Hold(path));

    [Theory]
    [InlineData("/run/postgresql/.s.PGSQL.5432")]
    [InlineData("/run/app/app.sock")]
    [InlineData("/run/dockers/app.sock")]
    public void Hold_AnOrdinaryServersSocket_IsNone(string path) => Assert.False(UnixDeputies.Hold(path));
}
