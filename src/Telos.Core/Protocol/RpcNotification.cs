using System.Text.Json;

namespace Telos.Core.Protocol;

/// <summary>What the server says unasked (JSON-RPC 2.0 section 4.1): it has no id, and no answer.</summary>
public sealed record RpcNotification(string Jsonrpc, string Method, JsonElement Params);
