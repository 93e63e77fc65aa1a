using System.Text.Json.Serialization;
using Telos.Core.Setup;

namespace Telos.Cli.Setup;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(EntryRecord[]))]
[JsonSerializable(typeof(SetupResult))]
[JsonSerializable(typeof(GenericResult))]
internal sealed partial class SetupJson : JsonSerializerContext;
