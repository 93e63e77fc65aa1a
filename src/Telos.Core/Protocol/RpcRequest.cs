using System.Text.Json;

namespace Telos.Core.Protocol;

public sealed record RpcRequest(string Jsonrpc, long Id, string Method, JsonElement? Params = null);
