using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telos.Core.Policy;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PolicyDocument), TypeInfoPropertyName = "Document")]
public sealed partial class PolicyJson : JsonSerializerContext
{
    /// <summary>One line of JSON.</summary>
    public static string Render(CompiledPolicy policy) =>
        JsonSerializer.Serialize(PolicyDocument.From(policy), Default.Document);
}
