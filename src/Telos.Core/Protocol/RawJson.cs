using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Telos.Core.Protocol;

/// <summary>A value that is JSON already, as UTF-8: who passes it on neither takes it apart nor puts it together.</summary>
[JsonConverter(typeof(Converter))]
public sealed class RawJson
{
    private const int UsualBytes = 1024;

    private readonly ReadOnlyMemory<byte> _utf8;

    private RawJson(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    /// <summary>On one line, whatever the type's own options are.</summary>
    public static RawJson Of<T>(T value, JsonTypeInfo<T> type)
    {
        ArrayBufferWriter<byte> bytes = new(UsualBytes);
        using (Utf8JsonWriter json = new(bytes))
        {
            JsonSerializer.Serialize(json, value, type);
        }

        return new RawJson(bytes.WrittenMemory);
    }

    /// <exception cref="JsonException">It is no such value.</exception>
    public T? Deserialize<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(_utf8.Span, type);

    /// <summary>For source generation, which makes it itself.</summary>
    internal sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using JsonDocument value = JsonDocument.ParseValue(ref reader);
            return Of(value.RootElement, ProtocolJson.Default.JsonElement);
        }

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value._utf8.Span, skipInputValidation: true);
    }
}
