using Telos.Linux.Cgroups;
using Xunit;

namespace Telos.Daemon.Tests.Events;

/// <summary>For agents whose cgroup does not matter: the root of the hierarchy.</summary>
internal static class AnyCgroup
{
    public static CgroupDirectory Open()
    {
        Assert.True(CgroupMount.TryFind(out string mount), "no cgroup2 mount");
        return CgroupDirectory.Open(mount);
    }
}
