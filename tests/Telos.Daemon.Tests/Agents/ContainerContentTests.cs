using Telos.Core.Policy;
using Telos.Daemon.Agents;
using Telos.Linux.Files;
using Xunit;

namespace Telos.Daemon.Tests.Agents;

public sealed class ContainerContentTests
{
    private const string Code = "/usr/lib";

    private static readonly MachineAreas s_areas = new(
        Ceiling.Default with { WriteAreas = ["/tmp", "/work"] }, []);

    private static readonly Mount[] s_machine = [.. MountTable.Parse(
    [
        "1 0 8:1 / / rw - ext4 /dev/vda rw",
        "2 1 0:30 / /tmp rw - tmpfs tmpfs rw",
        "3 1 8:1 /srv/shared /work/seen rw shared:1 - ext4 /dev/vda rw",
        "4 1 0:50 / /var/lib/merged rw - overlay overlay rw,lowerdir=/l,upperdir=/u",
    ])];

    [Theory]
    [InlineData("9 8 8:1 /var/lib/box / rw - ext4 /dev/vda rw")]
    [InlineData("9 8 0:50 / / rw - overlay overlay rw,lowerdir=/var/l2:/var/l1,upperdir=/var/up,workdir=/var/work")]
    [InlineData("9 8 0:77 / / rw - overlay overlay rw,lowerdir+=/var/l1,upperdir=/var/up,workdir=/tmp/unused")]
    public void Objection_ToARootThatNoAgentWrites_IsNone(string root) => Assert.Null(ObjectionTo(root));

    [Theory]
    [InlineData("9 8 0:30 /box / rw - tmpfs tmpfs rw", "/tmp/box/usr/lib, where agents may write")]
    [InlineData("9 8 8:1 /srv/shared/box / rw - ext4 /dev/vda rw", "/work/seen/box/usr/lib, where agents may write")]
    [InlineData("9 8 8:1 /srv / rw - ext4 /dev/vda rw", null)]
    [InlineData("9 8 0:50 / / rw - overlay overlay rw,lowerdir=/tmp/l,upperdir=/var/up", "/tmp/l/usr/lib, where")]
    [InlineData("9 8 0:50 / / rw - overlay overlay rw,lowerdir=/var/l,upperdir=/srv/shared/up", "/work/seen/up/usr/lib, where")]
    [InlineData("9 8 0:50 / / rw - overlay overlay rw,lowerdir=l/SHORT,upperdir=/var/up", "its layer l/SHORT is not to be found")]
    [InlineData("9 8 0:50 / / rw - overlay overlay rw,lowerdir=/gone,upperdir=/var/up", "its layer /gone is not to be found")]
    [InlineData("9 8 0:99 / / rw - tmpfs tmpfs rw", "nothing tells where that lies")]
    [InlineData("9 8 0:50 / / rw - fuse.fuse-overlayfs fuse-overlayfs rw", "a process serves it")]
    public void Objection_ToARootThatAgentsMayHaveWritten_SaysWhere(string root, string? said)
    {
        string? objection = ObjectionTo(root);
        Assert.Equal(said is null, objection is null);
        Assert.Contains(said ?? "", objection ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Objection_ToADirectoryThatIsMountedWhereAgentsWrite_SaysWhere()
    {
        Mount root = MountTable.Parse(["9 8 8:1 /srv / rw - ext4 /dev/vda rw"]).Single();
        Assert.Contains("/work/seen", ContainerContent.Objection(root, "/shared", s_machine, s_areas, path => path));
        root = root with { Root = "/" };
        Assert.Contains("/work/seen", ContainerContent.Objection(root, "/srv", s_machine, s_areas, path => path));
    }

    [Fact]
    public void Parse_OfALineWithEscapes_HasThePathsAsTheyAre()
    {
        const string Line = @"36 35 98:2 /a\040b /mnt\134x rw master:1 propagate_from:2 - ext4 /dev/x rw,a=\054";
        Mount mount = MountTable.Parse([Line]).Single();
        Assert.Equal((36, (98u << 20) | 2), (mount.Id, mount.Device));
        Assert.Equal(("/a b", @"/mnt\x", "ext4"), (mount.Root, mount.Point, mount.Type));
        Assert.Equal(["rw", "a=,"], mount.Options);
        Assert.Empty(MountTable.Parse(["", "36 35 98:2", "1 2 3 4 5 6 -"]));
    }

    private static string? ObjectionTo(string root) => ContainerContent.Objection(
        MountTable.Parse([root]).Single(), Code, s_machine, s_areas, path => path == "/gone" ? null : path);
}
