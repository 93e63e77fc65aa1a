using System.Text.Json;
using Telos.Core.Protocol;
using Telos.Daemon.Hyperion;
using Telos.Linux.Processes;
using Xunit;

namespace Telos.Daemon.Tests.Hyperion;

public sealed class BlockDeskTests
{
    private const string Bad = "198.51.100.66";
    private static readonly PeerCredentials s_root = new(42, 0, 0);

    [Fact]
    public void Block_ByTheOperator_IsListedLoggedAndTold()
    {
        using DeskHost host = new();
        BlockResult? result = host.Desk.Block(new BlockParams(Bad, "10m", "scans us"), BlockReason.Operator, s_root, out _);
        Assert.Equal(new BlockResult(Bad, true, "blocked", "nothing is let in from it"), result);
        Assert.Equal(1, host.OperatorBlocks);
        BlockRecord record = Assert.Single(host.Desk.List().Blocks);
        Assert.Equal((Bad, 0UL, "operator: scans us"), (record.Ip, record.Hits, record.Sources[0]));
        Assert.InRange(record.TtlMs, 590_000, 600_000);
        Assert.Contains($"\"action\":\"blocked\"", host.Log, StringComparison.Ordinal);
        Assert.Contains($"{Bad} for 10m, operator: scans us", host.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void List_ReadsBackAsItWasWritten()
    {
        using DeskHost host = new();
        host.Desk.Block(new BlockParams(Bad), BlockReason.Operator, s_root, out _);
        string json = JsonSerializer.Serialize(host.Desk.List(), ProtocolJson.Default.BlockListResult);
        BlockListResult? back = JsonSerializer.Deserialize(json, ProtocolJson.Default.BlockListResult);
        Assert.Equal((Bad, null), (back!.Blocks[0].Ip, back.Fault));
    }

    [Theory]
    [InlineData("10.0.0.1", "not_public")]
    [InlineData("9.9.9.9", "resolver")]
    public void Block_OfWhatIsNeverBlocked_SaysWhyAndIsCounted(string address, string outcome)
    {
        using DeskHost host = new();
        BlockResult? result = host.Desk.Block(new BlockParams(address), BlockReason.Operator, s_root, out _);
        Assert.Equal((false, outcome), (result!.Blocked, result.Result));
        Assert.Equal([new BlockRefusals(outcome, 1)], host.Desk.List().Refused);
        Assert.Contains("block-refused", host.Log, StringComparison.Ordinal);
        Assert.Equal(0, host.OperatorBlocks);
    }

    [Theory]
    [InlineData("evil.example", null, null, "ip is not an address such as 203.0.113.7 or 2001:db8::7")]
    [InlineData(Bad, "10", null, "\"10\" lacks a unit: write 10s, 10m or 10h")]
    [InlineData(Bad, "25h", null, "\"25h\" is out of range: a duration lies between 1s and 24h")]
    [InlineData(Bad, null, "long", "a reason has at most 200 characters")]
    public void Block_OfAWishThatCannotBeRead_IsNone(string ip, string? ttl, string? reason, string expected)
    {
        using DeskHost host = new();
        string? text = reason is null ? null : new string('x', 201);
        Assert.Null(host.Desk.Block(new BlockParams(ip, ttl, text), BlockReason.Operator, s_root, out string error));
        Assert.Equal(expected, error);
        Assert.Empty(host.Desk.List().Blocks);
    }

    [Fact]
    public void Unblock_OverHttp_TakesBackWhatCameOverHttpAlone()
    {
        using DeskHost host = new();
        host.Desk.Block(new BlockParams(Bad), BlockReason.Operator, s_root, out _);
        host.Desk.Block(new BlockParams(Bad, Reason: "ids"), BlockReason.OtherProgram, s_root, out _);
        Assert.Equal(["http: ids", "operator"], host.Desk.List().Blocks[0].Sources.Order());
        UnblockParams wish = new(Bad);
        Assert.True(host.Desk.Unblock(wish, BlockReason.OtherProgram, s_root, out _)!.Unblocked);
        Assert.False(host.Desk.Unblock(wish, BlockReason.OtherProgram, s_root, out _)!.Unblocked);
        Assert.Equal(["operator"], host.Desk.List().Blocks[0].Sources);
        Assert.True(host.Desk.Unblock(wish, null, s_root, out _)!.Unblocked);
        Assert.Empty(host.Desk.List().Blocks);
        Assert.Null(host.Desk.Unblock(new UnblockParams("nobody"), null, s_root, out _));
    }

    [Fact]
    public void Attach_OfNoInterface_SaysSo()
    {
        using DeskHost host = new();
        InterfaceParams none = new("telos-none");
        Assert.Equal(
            "telos-none: there is no such network interface",
            Assert.Throws<DaemonException>(() => host.Desk.Attach(none, s_root)).Message);
        Assert.Equal(
            "telos-none is not filtered: telos hyperion list shows which are",
            Assert.Throws<DaemonException>(() => host.Desk.Detach(none, s_root)).Message);
        Assert.Empty(host.Desk.List().Interfaces);
    }
}
