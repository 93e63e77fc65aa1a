using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Telos.Core.Protocol;
using Telos.Daemon.Sockets;
using Telos.Linux.Processes;

namespace Telos.Daemon.Hyperion;

/// <summary>What the HTTP port answers. Without the token nobody learns what there is.</summary>
internal sealed class BlockRequests(BlockDesk desk, BlockToken token) : IHttpSite
{
    /// <summary>The kernel does not say who is at the other end of a TCP connection.</summary>
    private static readonly PeerCredentials s_unknown = new(0, 0, 0);

    public HttpAnswer? Judge(in HttpRequestHead head)
    {
        if (!token.IsShownBy(head.Authorization))
        {
            return HttpAnswer.Fault(401, "send Authorization: Bearer TOKEN, with what hyperion.token_file holds");
        }

        bool isBlock = head.Target.SequenceEqual("/block"u8) || head.Target.SequenceEqual("/unblock"u8);
        if (!isBlock && !head.Target.SequenceEqual("/blocks"u8))
        {
            return HttpAnswer.Fault(404, "there are POST /block, POST /unblock and GET /blocks");
        }

        if (!head.Method.SequenceEqual(isBlock ? "POST"u8 : "GET"u8))
        {
            return HttpAnswer.Fault(405, "there are POST /block, POST /unblock and GET /blocks");
        }

        return head.ContentLength > HttpLimits.BodyBytesMax
            ? HttpAnswer.Fault(413, $"a body has at most {HttpLimits.BodyBytesMax} bytes")
            : null;
    }

    public HttpAnswer Answer(in HttpRequestHead head, ReadOnlySpan<byte> body)
    {
        if (head.Target.SequenceEqual("/blocks"u8))
        {
            return HttpAnswer.Of(200, desk.List(), ProtocolJson.Default.BlockListResult);
        }

        return head.Target.SequenceEqual("/block"u8) ? Block(body) : Unblock(body);
    }

    private static bool TryRead<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type, out T? value)
        where T : class
    {
        value = null;
        try
        {
            value = JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return false;
        }

        return value is not null;
    }

    private HttpAnswer Block(ReadOnlySpan<byte> body)
    {
        string error = "the body is not {\"ip\": ADDRESS}, with \"ttl\" and \"reason\" at most";
        if (!TryRead(body, ProtocolJson.Default.BlockParams, out BlockParams? wish)
            || desk.Block(wish!, BlockReason.OtherProgram, s_unknown, out error) is not BlockResult result)
        {
            return HttpAnswer.Fault(400, error);
        }

        return HttpAnswer.Of(result.Blocked ? 200 : 409, result, ProtocolJson.Default.BlockResult);
    }

    private HttpAnswer Unblock(ReadOnlySpan<byte> body)
    {
        string error = "the body is not {\"ip\": ADDRESS}";
        if (!TryRead(body, ProtocolJson.Default.UnblockParams, out UnblockParams? wish)
            || desk.Unblock(wish!, BlockReason.OtherProgram, s_unknown, out error) is not UnblockResult result)
        {
            return HttpAnswer.Fault(400, error);
        }

        return HttpAnswer.Of(200, result, ProtocolJson.Default.UnblockResult);
    }
}
