using System.Text.Json.Serialization;

namespace Telos.Daemon.Agents;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AgentRecord))]
internal sealed partial class AgentRecordJson : JsonSerializerContext;
