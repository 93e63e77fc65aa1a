using System.Text.Json.Serialization;

namespace Telos.Core.Pages;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PageMessage))]
[JsonSerializable(typeof(PageAnswer))]
public sealed partial class PageJson : JsonSerializerContext;
