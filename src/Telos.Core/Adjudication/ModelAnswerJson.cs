using System.Text.Json.Serialization;

namespace Telos.Core.Adjudication;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ModelAnswerText))]
internal sealed partial class ModelAnswerJson : JsonSerializerContext;
