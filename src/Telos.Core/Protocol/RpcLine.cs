using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Telos.Core.Protocol;

/// <summary>Requests as they come: one message a line, in pieces.</summary>
public static class RpcLine
{
    /// <summary>False: there is no whole line yet.</summary>
    /// <param name="buffer">Afterwards what follows the line.</param>
    /// <param name="line">Without its end.</param>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        SequencePosition? end = buffer.PositionOf((byte)'\n');
        if (end is null)
        {
            line = default;
            return false;
        }

        line = buffer.Slice(0, end.Value);
        buffer = buffer.Slice(buffer.GetPosition(1, end.Value));
        return true;
    }

    /// <summary>False: it is too long, no JSON, no request, or one of another version, which is given all the same.</summary>
    public static bool TryParse(in ReadOnlySequence<byte> line, [NotNullWhen(true)] out RpcRequest? request)
    {
        request = null;
        if (line.Length > ProtocolLimits.LineBytesMax)
        {
            return false;
        }

        try
        {
            // In one piece: of a word that is cut short where a piece ends, the reader of .NET 10 throws
            // IndexOutOfRangeException.
            Utf8JsonReader json = new(line.IsSingleSegment ? line.FirstSpan : line.ToArray());
            request = JsonSerializer.Deserialize(ref json, ProtocolJson.Default.RpcRequest);

            // Throws when something follows on the line.
            _ = json.Read();
        }
        catch (JsonException)
        {
            request = null;
        }

        return request?.Jsonrpc == RpcResponse.JsonRpcVersion;
    }

    /// <summary>
    /// Whether it is a message of the Model Context Protocol: <c>initialize</c>, or one whose method has a slash. Our own
    /// methods have none.
    /// </summary>
    public static bool IsOfModels(in ReadOnlySequence<byte> line)
    {
        if (line.Length > ProtocolLimits.LineBytesMax)
        {
            return false;
        }

        Utf8JsonReader json = new(line.IsSingleSegment ? line.FirstSpan : line.ToArray());
        try
        {
            bool isObject = json.Read() && json.TokenType == JsonTokenType.StartObject;
            while (isObject && json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                bool isMethod = json.ValueTextEquals("method"u8);
                if (!json.Read())
                {
                    return false;
                }

                if (isMethod)
                {
                    return json.TokenType == JsonTokenType.String
                        && (json.ValueTextEquals("initialize"u8) || json.ValueSpan.Contains((byte)'/'));
                }

                json.Skip();
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }
}
