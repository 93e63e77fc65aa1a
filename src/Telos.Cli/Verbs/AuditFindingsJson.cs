using System.Text.Json.Serialization;
using Telos.Daemon.Audit;

namespace Telos.Cli.Verbs;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AuditFindings))]
internal sealed partial class AuditFindingsJson : JsonSerializerContext;
