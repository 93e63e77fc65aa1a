using Xunit;

namespace Telos.Daemon.Tests;

public sealed class UserHomesTests
{
    private static readonly string[] s_passwd =
    [
        "root:x:0:0:root:/root:/bin/bash",
        "toor:x:0:0:root again:/toor:/bin/sh",
        "daemon:x:1:1:daemon:/:/usr/sbin/nologin",
        "alice:x:1000:1000:Alice,,,:/home/alice:/bin/bash",
        "shared:x:1001:1001::/home/alice:/bin/bash",
        "homeless:x:1002:1002:::/bin/bash",
        "relative:x:1003:1003::home/relative:/bin/bash",
        "+::::::",
        "short:x:1004",
        "wordy:x:many:1005::/home/wordy:/bin/bash",
        "root:x:0:0:once more:/root:/bin/sh",
        "",
    ];

    [Fact]
    public void All_GivesEachAbsoluteHomeOnceForEachUser() =>
        Assert.Equal(
            [("/root", 0u), ("/toor", 0u), ("/home/alice", 1000u), ("/home/alice", 1001u)], UserHomes.All(s_passwd));

    [Theory]
    [InlineData("~/.ssh/id_rsa", 1000, "/home/alice/.ssh/id_rsa")]
    [InlineData("~/.ssh", 0, "/root/.ssh")]
    [InlineData("~/", 1000, "/home/alice/")]
    [InlineData("~", 1000, "/home/alice")]
    [InlineData("/etc/shadow", 1000, "/etc/shadow")]
    [InlineData("~alice/x", 1000, "~alice/x")]
    [InlineData("~/x", 1004, "~/x")]
    [InlineData("~/x", 77, "~/x")]
    public void Expand_PutsTheUsersOwnHomeInFront(string path, uint uid, string expanded) =>
        Assert.Equal(expanded, UserHomes.Expand(path, uid, s_passwd));

    // "" in front would make ~/etc of such a user the machine's /etc.
    [Theory]
    [InlineData(1)]
    [InlineData(1002)]
    [InlineData(1003)]
    public void Expand_ForAUserWithoutAHome_LeavesThePathAsItIs(uint uid) =>
        Assert.Equal("~/etc/shadow", UserHomes.Expand("~/etc/shadow", uid, s_passwd));

    [Fact]
    public void All_OfThisMachine_KnowsRootsHome() => Assert.Contains(("/root", 0u), UserHomes.All());
}
