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
[JsonSerializable(typeof(ExtendParams))]
[JsonSerializable(typeof(RequestParams))]
[JsonSerializable(typeof(ExplainParams))]
[JsonSerializable(typeof(DenialsParams))]
[JsonSerializable(typeof(DenialsResult))]
[JsonSerializable(typeof(DenialRecord))]
[JsonSerializable(typeof(LostEvents))]
[JsonSerializable(typeof(RpcNotification))]
[JsonSerializable(typeof(SelfResult))]
[JsonSerializable(typeof(AgentResult))]
[JsonSerializable(typeof(TaintReportParams))]
[JsonSerializable(typeof(TaintResult))]
[JsonSerializable(typeof(PolicyResult))]
[JsonSerializable(typeof(AgentStateParams))]
[JsonSerializable(typeof(AgentStateResult))]
[JsonSerializable(typeof(AgentListResult))]
[JsonSerializable(typeof(EnrolProcessParams))]
[JsonSerializable(typeof(EnrolContainerParams))]
[JsonSerializable(typeof(LogParams))]
[JsonSerializable(typeof(LogResult))]
[JsonSerializable(typeof(StopParams))]
[JsonSerializable(typeof(StopResult))]
[JsonSerializable(typeof(StatusResult))]
[JsonSerializable(typeof(ReloadResult))]
[JsonSerializable(typeof(CanaryReport))]
[JsonSerializable(typeof(BlockParams))]
[JsonSerializable(typeof(BlockResult))]
[JsonSerializable(typeof(UnblockParams))]
[JsonSerializable(typeof(UnblockResult))]
[JsonSerializable(typeof(InterfaceParams))]
[JsonSerializable(typeof(InterfaceResult))]
[JsonSerializable(typeof(BlockListResult))]
[JsonSerializable(typeof(ApprovalRecord))]
[JsonSerializable(typeof(ApprovalListResult))]
[JsonSerializable(typeof(ApproveParams))]
[JsonSerializable(typeof(DenyParams))]
[JsonSerializable(typeof(ApprovalStateParams))]
[JsonSerializable(typeof(HttpFault))]
public sealed partial class ProtocolJson : JsonSerializerContext;
