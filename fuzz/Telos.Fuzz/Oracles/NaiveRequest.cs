using System.Text.Json;

namespace Telos.Fuzz.Oracles;

/// <summary>What JSON-RPC 2.0 section 4 and our own bounds make a request, read from a tree.</summary>
internal static class NaiveRequest
{
    private const int LengthMax = 65536;

    public static bool Accepts(byte[] line)
    {
        if (line.Length > LengthMax)
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object && IsRequest(document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // Of a string that is no UTF-8, or half a surrogate pair.
            return false;
        }
    }

    private static bool IsRequest(JsonElement root)
    {
        string? version = null;
        string? method = null;
        bool hasId = false;
        foreach (JsonProperty property in root.EnumerateObject())
        {
            switch (property.Name)
            {
                case "jsonrpc" when property.Value.ValueKind == JsonValueKind.String:
                    version = property.Value.GetString();
                    break;
                case "method" when property.Value.ValueKind == JsonValueKind.String:
                    method = property.Value.GetString();
                    break;
                case "id" when property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt64(out _):
                    hasId = true;
                    break;
                case "params":
                    break;
                default:
                    return false;
            }
        }

        return version == "2.0" && method is not null && hasId;
    }
}
