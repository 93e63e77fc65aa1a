using System.Buffers;
using System.Text;
using Telos.Core.Protocol;
using Xunit;

namespace Telos.Core.Tests.Protocol;

public sealed class RpcLineTests
{
    [Theory]
    [InlineData("n", "")]
    [InlineData("tru", "")]
    [InlineData("{\"jsonrpc\":n", "")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}", "n")]
    public void TryParse_WordCutShortWhereAPieceEnds_IsRejected(string first, string second)
    {
        Assert.False(RpcLine.TryParse(Pieces(first, second), out RpcRequest? request));
        Assert.Null(request);
    }

    [Theory]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"meth", "od\":\"status\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\",\"params\":nu", "ll}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}", "")]
    public void TryParse_RequestInPieces_IsTheSame(string first, string second)
    {
        Assert.True(RpcLine.TryParse(Pieces(first, second), out RpcRequest? request));
        Assert.Equal(new RpcRequest("2.0", 1, "status"), request);
    }

    [Fact]
    public void TryParse_RequestOfAnotherVersion_IsRejectedAndGiven()
    {
        ReadOnlySequence<byte> line = Pieces("{\"jsonrpc\":\"1.0\",\"id\":7,", "\"method\":\"status\"}");
        Assert.False(RpcLine.TryParse(line, out RpcRequest? request));
        Assert.Equal(7, request!.Id);
    }

    [Theory]
    [InlineData(ProtocolLimits.LineBytesMax, true)]
    [InlineData(ProtocolLimits.LineBytesMax + 1, false)]
    public void TryParse_LongestLine_IsTakenAndALongerOneIsNot(int length, bool isTaken)
    {
        string request = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}";
        Assert.Equal(isTaken, RpcLine.TryParse(Pieces(request.PadRight(length), ""), out _));
    }

    [Fact]
    public void TryTake_EndOfALineInThePieceAfterIt_TakesTheLine()
    {
        ReadOnlySequence<byte> buffer = Pieces("abc", "\ndef");
        Assert.True(RpcLine.TryTake(ref buffer, out ReadOnlySequence<byte> line));
        Assert.Equal("abc"u8.ToArray(), line.ToArray());
        Assert.False(RpcLine.TryTake(ref buffer, out _));
        Assert.Equal("def"u8.ToArray(), buffer.ToArray());
    }

    private static ReadOnlySequence<byte> Pieces(string first, string second)
    {
        Piece head = new(first, 0);
        Piece tail = new(second, first.Length);
        head.Continue(tail);
        return new ReadOnlySequence<byte>(head, 0, tail, second.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(string text, long runningIndex)
        {
            Memory = Encoding.ASCII.GetBytes(text);
            RunningIndex = runningIndex;
        }

        public void Continue(Piece next) => Next = next;
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":"a","method":"initialize","params":{}}""", true)]
    [InlineData("""{"params":{"method":"self"},"method":"tools/list"}""", true)]
    [InlineData("""{"method":"server/discover"}""", true)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"self"}""", false)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"taint.report","params":{"method":"initialize"}}""", false)]
    [InlineData("""{"params":{"a/b":"tools/list"}}""", false)]
    [InlineData("""{"method":7}""", false)]
    [InlineData("""{"method":"tools/list""", false)]
    [InlineData("""["initialize"]""", false)]
    [InlineData("", false)]
    public void IsOfModels_GoesByTheMessagesOwnMethod(string line, bool isOfModels) =>
        Assert.Equal(isOfModels, RpcLine.IsOfModels(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(line))));
}
