using System.Net;
using Telos.Core.Abi;
using Telos.Daemon.Hyperion;
using Telos.Linux;
using Xunit;

namespace Telos.Daemon.Tests.Hyperion;

public sealed class BlockListTests
{
    private const string Bad4 = "198.51.100.66";
    private const string Bad6 = "2001:db8::66";
    private const string Name = "evil.example";
    private const ulong NsPerSecond = 1_000_000_000;

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(Bad4, KernelAbi.TELOS_CONFIG_BLOCKS4)]
    [InlineData(Bad6, KernelAbi.TELOS_CONFIG_BLOCKS6)]
    public void TryBlock_WritesAnEntryThatEndsAndSaysThatThereIsOne(string address, uint flag)
    {
        using BlockHost host = new();
        ulong before = Clock.BootNs();
        Assert.Equal(BlockOutcome.Blocked, Block(host, address));
        Block entry = host.Entry(address)!.Value;
        Assert.InRange(entry.ExpiresNs, before + (60 * NsPerSecond), Clock.BootNs() + (60 * NsPerSecond));
        Assert.Equal(((ushort)BlockReason.DeniedName, 0), (entry.Reason, entry.Flags));
        Assert.Equal(KernelAbi.TELOS_CONFIG_FLOW | flag, host.Config.Flags);
        Assert.Equal(7UL, host.Config.AgentsCgroupId);

        Assert.True(host.List.Unblock(IPAddress.Parse(address)));
        Assert.Null(host.Entry(address));
        Assert.Equal(KernelAbi.TELOS_CONFIG_FLOW, host.Config.Flags);
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("224.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("ff02::1")]
    [InlineData("64:ff9b::a00:1")]
    public void TryBlock_OfWhatNoHostOfTheInternetHas_IsRefused(string address)
    {
        using BlockHost host = new();
        Assert.Equal(BlockOutcome.NotPublic, Block(host, address));
        Assert.Equal(BlockOutcome.NotPublic, Block(host, address, BlockReason.Operator));
        Assert.Null(host.Entry(address));
        Assert.Equal(2, host.List.Counts.Refused[BlockOutcome.NotPublic]);
        Assert.Equal(BlockOutcome.Blocked, Block(host, Bad4));
    }

    [Fact]
    public void TryBlock_OfAnOwnAddressOrAResolver_IsRefusedAndGuarded()
    {
        using BlockHost host = new();
        Assert.Equal(BlockOutcome.Blocked, Block(host, Bad4, BlockReason.Operator));
        host.List.SetOwn([IPAddress.Parse(Bad4)], [IPAddress.Parse(Bad6)]);
        Assert.Null(host.Entry(Bad4));
        Assert.Equal((ulong.MaxValue, KernelAbi.TELOS_GUARD_FIRM), Ends(host.Guard(Bad4)));
        Assert.Equal(BlockOutcome.OwnAddress, Block(host, Bad4, BlockReason.Operator));
        Assert.Equal(BlockOutcome.Resolver, Block(host, Bad6, BlockReason.Operator));

        host.List.SetOwn([], []);
        Assert.Null(host.Guard(Bad4));
        Assert.Equal(BlockOutcome.Blocked, Block(host, Bad4));
    }

    [Fact]
    public void TryBlock_OfWhatAGrantLeadsTo_IsRefusedUntilTheGrantEnds()
    {
        using BlockHost host = new();
        host.List.Allow(Of(Bad4), Clock.BootNs() + (60 * NsPerSecond));
        Assert.Equal(BlockOutcome.Granted, Block(host, Bad4));
        Assert.Equal(BlockOutcome.Granted, Block(host, Bad4, BlockReason.OtherProgram));
        Assert.NotNull(host.Guard(Bad4));

        host.List.Allow(Of(Bad6), Clock.BootNs());
        Assert.Equal(BlockOutcome.Blocked, Block(host, Bad6));
    }

    [Fact]
    public void TryBlock_ByTheOperator_GoesBeforeAGrant()
    {
        using BlockHost host = new();
        host.List.Allow(Of(Bad4), ulong.MaxValue);
        Assert.Equal(BlockOutcome.Blocked, Block(host, Bad4, BlockReason.Operator));
        Assert.Equal(KernelAbi.TELOS_BLOCK_FIRM, host.Entry(Bad4)!.Value.Flags);
    }

    [Fact]
    public void Allow_LiftsWhatNamesWantedAndLeavesTheOperators()
    {
        using BlockHost host = new();
        Block(host, Bad4);
        Block(host, Bad6);
        Block(host, Bad6, BlockReason.Operator);
        host.List.Allow(Of(Bad4), ulong.MaxValue);
        host.List.Allow(Of(Bad6), ulong.MaxValue);
        Assert.Null(host.Entry(Bad4));
        Assert.Equal(KernelAbi.TELOS_BLOCK_FIRM, host.Entry(Bad6)!.Value.Flags);
        Assert.Equal([BlockReason.Operator], host.List.List(10).Single().Claims.Select(claim => claim.Reason));
    }

    [Fact]
    public void Allow_WithAFullTableOfGuards_StillLiftsAndIsCounted()
    {
        using BlockHost host = new();
        for (int i = 0; i < BlockHost.GuardsMax; i++)
        {
            host.List.Allow(Of($"192.0.2.{i}"), ulong.MaxValue);
        }

        Block(host, Bad4);
        Assert.Equal(0, host.List.Counts.Unguarded);
        host.List.Allow(Of(Bad4), ulong.MaxValue);
        Assert.Equal(1, host.List.Counts.Unguarded);
        Assert.Null(host.Entry(Bad4));
        Assert.Equal(BlockOutcome.Granted, Block(host, Bad4));
    }

    [Fact]
    public void Unblock_OfOneSource_LeavesTheOthersWish()
    {
        using BlockHost host = new();
        Assert.Equal(BlockOutcome.Blocked, Block(host, Bad4, source: "a.example", ttl: TimeSpan.FromHours(1)));
        Assert.Equal(BlockOutcome.Extended, Block(host, Bad4, source: "b.example"));
        ulong longer = host.Entry(Bad4)!.Value.ExpiresNs;

        Assert.False(host.List.Unblock(IPAddress.Parse(Bad4), "c.example"));
        Assert.True(host.List.Unblock(IPAddress.Parse(Bad4), "a.example"));
        Assert.True(host.Entry(Bad4)!.Value.ExpiresNs < longer);
        Assert.True(host.List.Unblock(IPAddress.Parse(Bad4), "b.example"));
        Assert.Null(host.Entry(Bad4));
        Assert.False(host.List.Unblock(IPAddress.Parse(Bad4)));
    }

    [Fact]
    public void TryBlock_ForLessTime_ChangesNothing()
    {
        using BlockHost host = new();
        Block(host, Bad4, ttl: TimeSpan.FromHours(1));
        ulong before = host.Entry(Bad4)!.Value.ExpiresNs;
        Assert.Equal(BlockOutcome.Extended, Block(host, Bad4, ttl: s_minute));
        Assert.Equal(before, host.Entry(Bad4)!.Value.ExpiresNs);
        Assert.Equal(BlockOutcome.Extended, Block(host, Bad4, ttl: TimeSpan.FromHours(2)));
        Assert.True(host.Entry(Bad4)!.Value.ExpiresNs > before);
    }

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(10_000_000, 24 * 3600)]
    public void TryBlock_ForAnyTime_LastsWithinTheBounds(long seconds, ulong lastsSeconds)
    {
        using BlockHost host = new();
        ulong before = Clock.BootNs();
        Block(host, Bad4, ttl: TimeSpan.FromSeconds(seconds));
        Assert.InRange(
            host.Entry(Bad4)!.Value.ExpiresNs,
            before + (lastsSeconds * NsPerSecond), Clock.BootNs() + (lastsSeconds * NsPerSecond));
    }

    [Fact]
    public void TryBlock_KeepsTheLastQuarterForTheOperator()
    {
        using BlockHost host = new();
        for (int i = 0; i < BlockHost.EntriesMax * 3 / 4; i++)
        {
            Assert.Equal(BlockOutcome.Blocked, Block(host, $"192.0.2.{i}"));
        }

        Assert.Equal(BlockOutcome.Full, Block(host, Bad4));
        Assert.Equal(BlockOutcome.Extended, Block(host, "192.0.2.0", source: "other.example"));
        Assert.Equal(BlockOutcome.Blocked, Block(host, Bad6));
        Assert.Equal(BlockOutcome.Blocked, Block(host, Bad4, BlockReason.Operator));
        Assert.Equal(BlockOutcome.Blocked, Block(host, "198.51.100.67", BlockReason.Operator));
        Assert.Equal(BlockOutcome.Full, Block(host, "198.51.100.68", BlockReason.Operator));
        Assert.Equal(2, host.List.Counts.Refused[BlockOutcome.Full]);
        Assert.Equal((8, 1), (host.List.Counts.Addresses4, host.List.Counts.Addresses6));
    }

    [Fact]
    public void TryBlock_WhenTheKernelsListIsFull_SaysSoAndCountsNothing()
    {
        using BlockHost host = new(kernelEntriesMax: 1);
        Assert.Equal(BlockOutcome.Blocked, Block(host, Bad4));
        Assert.Equal(BlockOutcome.Full, Block(host, "198.51.100.67"));
        Assert.Equal(1, host.List.Counts.Addresses4);
        Assert.Single(host.List.List(10));
    }

    [Fact]
    public void TryBlock_OfOneAddressByManyNames_HasACap()
    {
        using BlockHost host = new();
        for (int i = 0; i < BlockList.SourcesOfAddressMax; i++)
        {
            Assert.True(BlockOutcomeText.IsBlocked(Block(host, Bad4, source: $"{i}.example")));
        }

        Assert.Equal(BlockOutcome.SourceFull, Block(host, Bad4));
        Assert.Equal(BlockOutcome.Extended, Block(host, Bad4, source: "0.example", ttl: TimeSpan.FromHours(1)));
    }

    [Fact]
    public void TryBlock_OfManyAddressesByOneName_HasACapThatUnblockingFrees()
    {
        using BlockHost host = new(kernelEntriesMax: 1024);
        BlockList list = new(host.Maps, entriesMax: 1024);
        for (int i = 0; i < BlockList.AddressesOfNameMax; i++)
        {
            Assert.Equal(BlockOutcome.Blocked, list.TryBlock(Numbered(i), s_minute, BlockReason.DeniedName, Name));
        }

        Assert.Equal(BlockOutcome.SourceFull, list.TryBlock(Numbered(999), s_minute, BlockReason.DeniedName, Name));
        Assert.Equal(BlockOutcome.Blocked, list.TryBlock(Numbered(999), s_minute, BlockReason.DeniedName, "other.example"));
        Assert.True(list.Unblock(Numbered(0)));
        Assert.Equal(BlockOutcome.Blocked, list.TryBlock(Numbered(998), s_minute, BlockReason.DeniedName, Name));
    }

    [Fact]
    public void Sweep_TakesOutWhatHasEnded()
    {
        using BlockHost host = new();
        Block(host, Bad4, ttl: BlockList.TtlMin);
        Block(host, Bad6, ttl: BlockList.TtlMin, source: "a.example");
        Block(host, Bad6, source: "b.example");
        host.List.Allow(Of("192.0.2.1"), Clock.BootNs() + 1);
        SpinWait.SpinUntil(() => host.Entry(Bad4)!.Value.ExpiresNs <= Clock.BootNs());
        Assert.Equal([Bad6], host.List.List(10).Select(entry => entry.Address.ToString()));
        host.List.Sweep();
        Assert.Null(host.Entry(Bad4));
        Assert.Null(host.Guard("192.0.2.1"));
        Assert.Equal(["b.example"], host.List.List(10).Single().Claims.Select(claim => claim.Source));
        Assert.Equal(KernelAbi.TELOS_CONFIG_FLOW | KernelAbi.TELOS_CONFIG_BLOCKS6, host.Config.Flags);
    }

    [Fact]
    public void Restore_TakesUpWhatAnEarlierDaemonLeft()
    {
        using BlockHost host = new();
        Block(host, Bad4, BlockReason.Operator);
        host.List.Allow(Of(Bad6), ulong.MaxValue);
        host.List.SetOwn([IPAddress.Parse("192.0.2.1")], []);
        host.Maps.TrySet(BlockedAddress.Of(IPAddress.Parse("192.0.2.9")), new Block { ExpiresNs = 1 });
        host.Maps.Announce(anyFour: false, anySix: false);

        BlockList later = host.NewList();
        later.Restore();
        BlockEntry entry = Assert.Single(later.List(10));
        Assert.Equal(
            (Bad4, BlockList.EarlierDaemon, BlockReason.Operator),
            (entry.Address.ToString(), entry.Claims[0].Source, entry.Claims[0].Reason));
        Assert.Equal(KernelAbi.TELOS_CONFIG_FLOW | KernelAbi.TELOS_CONFIG_BLOCKS4, host.Config.Flags);
        Assert.Equal(BlockOutcome.Granted, later.TryBlock(IPAddress.Parse(Bad6), s_minute, BlockReason.DeniedName, Name));
        Assert.Null(host.Entry("192.0.2.9"));
        Assert.Null(host.Guard("192.0.2.1"));
        Assert.True(later.Unblock(IPAddress.Parse(Bad4)));
        Assert.Equal(KernelAbi.TELOS_CONFIG_FLOW, host.Config.Flags);
    }

    [Fact]
    public void List_ShowsHitsAndWhatEndsLastFirst()
    {
        using BlockHost host = new();
        Block(host, Bad4);
        Block(host, Bad6, ttl: TimeSpan.FromHours(1));
        BlockedAddress bad4 = BlockedAddress.Of(IPAddress.Parse(Bad4));
        host.Maps.TrySet(bad4, host.Entry(Bad4)!.Value with { Hits = 12 });
        Block(host, Bad4, source: "other.example");
        Assert.Equal(
            [(Bad6, 0UL), (Bad4, 12UL)], host.List.List(10).Select(entry => (entry.Address.ToString(), entry.Hits)));
        Assert.Single(host.List.List(1));
    }

    [Fact]
    public void TryBlock_FromManyThreads_CountsEachAddressOnce()
    {
        using BlockHost host = new(kernelEntriesMax: 512);
        BlockList list = new(host.Maps, entriesMax: 512);
        Parallel.For(0, 1000, i =>
        {
            IPAddress address = Numbered(i % 100);
            list.TryBlock(address, s_minute, BlockReason.OtherProgram, $"{i % 7}");
            list.Allow(BlockedAddress.Of(Numbered(1000 + i)), Clock.BootNs());
            list.Sweep();
        });
        Assert.Equal(100, list.Counts.Addresses4);
        Parallel.For(0, 100, i => list.Unblock(Numbered(i)));
        Assert.Equal(0, list.Counts.Addresses4);
        Assert.Empty(host.Maps.Addresses());
    }

    private static BlockedAddress Of(string address) => BlockedAddress.Of(IPAddress.Parse(address));

    private static IPAddress Numbered(int number) => new([203, 0, (byte)(number >> 8), (byte)number]);

    private static (ulong, uint) Ends(BlockGuard? guard) => (guard!.Value.ExpiresNs, guard.Value.Flags);

    private static BlockOutcome Block(
        BlockHost host, string address, BlockReason reason = BlockReason.DeniedName, string? source = null,
        TimeSpan? ttl = null) =>
        host.List.TryBlock(IPAddress.Parse(address), ttl ?? s_minute, reason, source ?? $"{reason}");
}
