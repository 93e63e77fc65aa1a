using Telos.Daemon.Sockets;
using Xunit;

namespace Telos.Daemon.Tests.Sockets;

public sealed class ConnectionCountTests
{
    private const uint User = 1000;
    private const uint Other = 1001;

    [Fact]
    public void TryAdd_BeyondTheMost_IsRefusedUntilOneEnds()
    {
        ConnectionCount count = new(2);
        Assert.True(count.TryAdd() && count.TryAdd());
        Assert.False(count.TryAdd());
        count.Remove();
        Assert.True(count.TryAdd());
    }

    [Fact]
    public void TryAssign_OfAStranger_EndsAt64()
    {
        ConnectionCount count = new(16_384);
        Assert.Equal(64, Assigned(count, User, agent: null, 100));
        Assert.True(count.TryAssign(Other, null));
        Assert.True(count.TryAssign(User, agent: 7), "its agents have their own");
        count.Unassign(User, null);
        Assert.Equal(1, Assigned(count, User, agent: null, 100));
    }

    [Fact]
    public void TryAssign_OfAnAgent_EndsAt256()
    {
        ConnectionCount count = new(16_384);
        Assert.Equal(256, Assigned(count, User, agent: 7, 1000));
        Assert.True(count.TryAssign(User, agent: 8));
        count.Unassign(User, agent: 7);
        Assert.Equal(1, Assigned(count, User, agent: 7, 1000));
    }

    // Also root's: whatever agents one user starts, a quarter is left to the others.
    [Theory]
    [InlineData(User)]
    [InlineData(0U)]
    public void TryAssign_OfAllAgentsOfOneUser_EndsAtThreeQuarters(uint uid)
    {
        ConnectionCount count = new(16_384);
        int assigned = Enumerable.Range(1, 64).Sum(agent => Assigned(count, uid, (uint)agent, 256));
        Assert.Equal(12_288, assigned);
        Assert.True(count.TryAssign(Other, agent: 100));
    }

    [Fact]
    public void TryAssign_OfRootItself_EndsNever() =>
        Assert.Equal(20_000, Assigned(new ConnectionCount(16_384), uid: 0, agent: null, 20_000));

    [Theory]
    [InlineData(20_736UL, 16_384)]
    [InlineData(1_048_576UL, 16_384)]
    [InlineData(4_608UL, 256)]
    [InlineData(10_000UL, 5_648)]
    public void OfAgents_IsWhatTheDescriptorsLeave(ulong descriptors, int connections) =>
        Assert.Equal(connections, LineLimits.OfAgents(descriptors).ConnectionsMax);

    [Fact]
    public void OfAgents_WithTooFewDescriptors_SaysWhatToRaise()
    {
        string message = Assert.Throws<DaemonException>(() => LineLimits.OfAgents(4_607)).Message;
        Assert.Contains("4607", message, StringComparison.Ordinal);
        Assert.Contains("LimitNOFILE=", message, StringComparison.Ordinal);
    }

    private static int Assigned(ConnectionCount count, uint uid, uint? agent, int tries) =>
        Enumerable.Range(0, tries).Count(_ => count.TryAssign(uid, agent));
}
