using System.Buffers;
using System.Text;
using System.Text.Json;
using Telos.Core.Protocol;
using Telos.Daemon.Sockets;
using Telos.Fuzz.Oracles;

namespace Telos.Fuzz.Targets;

/// <summary>What a peer writes to agent.sock and control.sock.</summary>
internal static class ProtocolLines
{
    /// <summary>The first octet says into which pieces the rest is cut, as a stream comes.</summary>
    public static void Read(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        byte[] stream = input[1..].ToArray();
        string[] parts = Encoding.Latin1.GetString(stream).Split('\n');
        ReadOnlySequence<byte> whole = new(stream);
        ReadOnlySequence<byte> pieces = PieceSegment.Cut(stream, input[0]);
        foreach (string part in parts[..^1])
        {
            Claim.Holds(RpcLine.TryTake(ref whole, out ReadOnlySequence<byte> line));
            Claim.Holds(RpcLine.TryTake(ref pieces, out ReadOnlySequence<byte> piecedLine));
            byte[] octets = Encoding.Latin1.GetBytes(part);
            Claim.Holds(line.ToArray().AsSpan().SequenceEqual(octets));
            Claim.Holds(piecedLine.ToArray().AsSpan().SequenceEqual(octets));
            Parse(octets, line, piecedLine);
        }

        Claim.Holds(!RpcLine.TryTake(ref whole, out _) && whole.Length == parts[^1].Length);
        Claim.Holds(!RpcLine.TryTake(ref pieces, out _) && pieces.Length == parts[^1].Length);
    }

    private static void Parse(byte[] octets, ReadOnlySequence<byte> line, ReadOnlySequence<byte> piecedLine)
    {
        bool isRequest = RpcLine.TryParse(line, out RpcRequest? request);
        Claim.Holds(isRequest == RpcLine.TryParse(piecedLine, out RpcRequest? pieced));
        Claim.Holds(request?.Id == pieced?.Id && request?.Method == pieced?.Method);
        Claim.Holds(isRequest == NaiveRequest.Accepts(octets));
        if (isRequest)
        {
            Serve(request!);
        }
    }

    private static void Serve(RpcRequest request)
    {
        _ = Rpc.TryParams(request, ProtocolJson.Default.EnrolParams, out _);
        _ = Rpc.TryParams(request, ProtocolJson.Default.DeclareParams, out _);
        _ = Rpc.TryParams(request, ProtocolJson.Default.ExtendParams, out _);
        _ = Rpc.TryParams(request, ProtocolJson.Default.RequestParams, out _);
        _ = Rpc.TryParams(request, ProtocolJson.Default.ExplainParams, out _);
        _ = Rpc.TryParams(request, ProtocolJson.Default.DenialsParams, out _);
        _ = Rpc.TryParams(request, ProtocolJson.Default.ApprovalStateParams, out _);
        _ = Rpc.TryParams(request, ProtocolJson.Default.ApproveParams, out _);
        _ = Rpc.TryParams(request, ProtocolJson.Default.DenyParams, out _);
        _ = Rpc.TryParams(request, ProtocolJson.Default.BlockParams, out _);
        _ = Rpc.TryParams(request, ProtocolJson.Default.AgentStateParams, out _);
        _ = Rpc.TryParams(request, ProtocolJson.Default.StopParams, out _);

        byte[] answer = JsonSerializer.SerializeToUtf8Bytes(
            Rpc.Fail(request.Id, RpcErrorCode.MethodNotFound, request.Method), ProtocolJson.Default.RpcResponse);
        Claim.Holds(!answer.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~'));
        RpcResponse? back = JsonSerializer.Deserialize(answer, ProtocolJson.Default.RpcResponse);
        Claim.Holds(back!.Id == request.Id && back.Error!.Message == request.Method);

        byte[] written = JsonSerializer.SerializeToUtf8Bytes(request with { Params = null }, ProtocolJson.Default.RpcRequest);
        Claim.Holds(RpcLine.TryParse(new ReadOnlySequence<byte>(written), out RpcRequest? again));
        Claim.Holds(again == request with { Params = null });
    }
}
