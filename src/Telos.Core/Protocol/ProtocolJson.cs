using System.Text.Json.Serialization;

namespace Telos.Core.Protocol;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Greeting))]
[JsonSerializable(typeof(RpcRequest))]
[JsonSerializable(typeof(RpcResponse))]
[JsonSerializable(typeof(EnrolParams))]
[JsonSerializable(typeof(DeclareParams))]
[JsonSerializable(typeof(PolicyResult))]
[JsonSerializable(typeof(AgentStateParams))]
[JsonSerializable(typeof(AgentStateResult))]
[JsonSerializable(typeof(StopParams))]
[JsonSerializable(typeof(StopResult))]
[JsonSerializable(typeof(StatusResult))]
[JsonSerializable(typeof(CanaryReport))]
public sealed partial class ProtocolJson : JsonSerializerContext;
