using System.Text.Json.Serialization;

namespace Telos.Cli;

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = false, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(DomainQuestion))]
[JsonSerializable(typeof(IntentQuestion))]
internal sealed partial class QuestionJson : JsonSerializerContext;
