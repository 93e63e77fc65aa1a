using System.Text.Json.Serialization;

namespace Telos.Cli;

[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = false, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(DomainQuestion))]
internal sealed partial class DomainQuestionJson : JsonSerializerContext;
