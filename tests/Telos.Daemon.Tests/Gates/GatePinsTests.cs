using Telos.Daemon.Gates;
using Xunit;

namespace Telos.Daemon.Tests.Gates;

public sealed class GatePinsTests
{
    [Fact]
    public void Paths_AreTheBuildsOwn()
    {
        GatePins pins = new("/sys/fs/bpf/telos", "abi1-00ff");
        Assert.Equal("/sys/fs/bpf/telos/abi1-00ff/maps/telos_agents", pins.Map("telos_agents"));
        Assert.Equal("/sys/fs/bpf/telos/abi1-00ff/links/telos_bpf", pins.Link("telos_bpf"));
    }

    [Fact]
    public void Exist_WithoutADirectory_IsFalseAndNothingIsThere()
    {
        using TempDirectory temp = new();
        GatePins pins = new(temp.File("telos"), "abi1-a");
        Assert.False(pins.Exist);
        Assert.Empty(pins.PinnedLinks());
        Assert.Null(pins.OtherBuild());
    }

    [Fact]
    public void OtherBuild_NamesAnyBuildButThis()
    {
        using TempDirectory temp = new();
        GatePins pins = new(temp.File("telos"), "abi1-a");
        pins.CreateDirectories();
        Assert.True(pins.Exist);
        Assert.Null(pins.OtherBuild());
        new GatePins(temp.File("telos"), "abi1-b").CreateDirectories();
        Assert.Equal("abi1-b", pins.OtherBuild());
    }

    [Fact]
    public void Remove_TakesEverythingOutAndTheRootWhenItIsEmpty()
    {
        using TempDirectory temp = new();
        string root = temp.File("telos");
        GatePins pins = new(root, "abi1-a");
        pins.CreateDirectories();
        File.WriteAllText(pins.Map("telos_agents"), "");
        File.WriteAllText(pins.Link("telos_bpf"), "");
        Assert.Equal(["telos_bpf"], pins.PinnedLinks());
        pins.Remove();
        Assert.False(Directory.Exists(root));
        pins.Remove();
    }

    [Fact]
    public void Remove_LeavesAnotherBuildAlone()
    {
        using TempDirectory temp = new();
        GatePins pins = new(temp.File("telos"), "abi1-a");
        GatePins other = new(temp.File("telos"), "abi1-b");
        pins.CreateDirectories();
        other.CreateDirectories();
        File.WriteAllText(other.Link("telos_bpf"), "");
        pins.Remove();
        Assert.False(pins.Exist);
        Assert.Equal(["telos_bpf"], other.PinnedLinks());
    }
}
