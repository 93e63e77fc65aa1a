using Telos.Linux.Cgroups;
using Xunit;

namespace Telos.Linux.Tests.Cgroups;

public sealed class CgroupMountTests
{
    [Theory]
    [InlineData("29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw", "/sys/fs/cgroup")]
    [InlineData("42 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 none rw", "/sys/fs/cgroup/unified")]
    [InlineData(@"42 31 0:38 / /mnt/a\040b\134c rw shared:1 master:2 - cgroup2 none rw", @"/mnt/a b\c")]
    public void TryFind_Cgroup2_GivesItsMountPoint(string line, string expected)
    {
        const string Root = "22 1 8:1 / / rw - ext4 /dev/sda1 rw";
        const string Version1 = "30 1 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu";
        string[] lines = [Root, Version1, line];
        Assert.True(CgroupMount.TryFind(lines, out string path));
        Assert.Equal(expected, path);
    }

    [Theory]
    [InlineData("30 1 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu")]
    [InlineData("30 1 0:27 / /cgroup2 rw - tmpfs cgroup2 rw")]
    [InlineData("30 1 0:27")]
    [InlineData("a - cgroup2 ")]
    [InlineData("")]
    public void TryFind_AnythingElse_IsFalse(string line)
    {
        Assert.False(CgroupMount.TryFind([line], out string path));
        Assert.Equal(string.Empty, path);
    }
}
