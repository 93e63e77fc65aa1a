using Xunit;

namespace Telos.Daemon.Tests;

public sealed class UserAccountTests
{
    private static readonly string[] s_passwd =
    [
        "root:x:0:0:root:/root:/bin/bash",
        "alice:x:1000:100:Alice,,,:/home/alice:/bin/zsh",
        "1000:x:1001:1001::/home/number:/bin/sh",
        "broken:x:many:1::/home/broken:/bin/sh",
        "short:x:1004",
        "",
    ];

    private static readonly string[] s_group =
    [
        "users:x:100:alice", "docker:x:999:bob,alice", "alicea:x:7:alicea", "nobody:x:8:", "wordy:x:many:alice", "short:x",
    ];

    [Fact]
    public void Find_OfAName_HasItsGroupsOnce()
    {
        UserAccount alice = UserAccount.Find("alice", s_passwd, s_group)!;
        Assert.Equal(("alice", 1000u, 100u), (alice.Name, alice.Uid, alice.Gid));
        Assert.Equal(("/home/alice", "/bin/zsh"), (alice.Home, alice.Shell));
        Assert.Equal([100u, 999u], alice.Groups);
    }

    // As chown(1) reads it: a name comes first.
    [Theory]
    [InlineData("0", "root")]
    [InlineData("1001", "1000")]
    [InlineData("1000", "1000")]
    [InlineData("broken", null)]
    [InlineData("short", null)]
    [InlineData("", null)]
    [InlineData("many", null)]
    public void Find_OfANumber_IsItsUser(string user, string? name) =>
        Assert.Equal(name, UserAccount.Find(user, s_passwd, s_group)?.Name);
}
