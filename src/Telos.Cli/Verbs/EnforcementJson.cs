using System.Text.Json.Serialization;

namespace Telos.Cli.Verbs;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EnforcementReport))]
internal sealed partial class EnforcementJson : JsonSerializerContext;
