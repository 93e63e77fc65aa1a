using System.Text;
using System.Text.Json;

namespace Telos.Core.Setup;

/// <summary>
/// The manifest of a native messaging host of Chromium, which is the whole file
/// (developer.chrome.com/docs/extensions/develop/concepts/native-messaging).
/// </summary>
/// <param name="program">The path of telos; the browser starts it with the extension's origin as the one argument.</param>
public sealed class HostManifestFormat(string program) : IEntryFormat
{
    /// <summary>By which the extension asks for it (src/browser-eye/src/bridge.ts).</summary>
    public const string HostName = "dev.telos.browser_eye";

    /// <summary>Of the public key in the extension's manifest: 16 bytes of its SHA-256, in letters from a to p.</summary>
    public const string Origin = "chrome-extension://fnednhdijeffjkckkhhhogafdmgepflo/";

    public EntryFault? Find(byte[] text, out EntryFound found)
    {
        bool isOurs = text.AsSpan().SequenceEqual(NewFile());
        found = IsBlank(text)
            ? new EntryFound(EntryState.Absent, -1, "", HasServers: false)
            : new EntryFound(isOurs ? EntryState.Ours : EntryState.Other, 0, Encoding.UTF8.GetString(text), HasServers: true);
        return null;
    }

    public EntryFault? Add(byte[] text, out byte[] result)
    {
        result = NewFile();
        return null;
    }

    public EntryFault? Remove(byte[] text, bool withServers, out byte[] result)
    {
        result = [];
        return null;
    }

    public byte[] NewFile()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("name", HostName);
            json.WriteString("description", "Tells Telos what Browser Eye finds in pages");
            json.WriteString("path", program);
            json.WriteString("type", "stdio");
            json.WriteStartArray("allowed_origins");
            json.WriteStringValue(Origin);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    public bool IsBlank(byte[] text) => text.Length == 0;
}
