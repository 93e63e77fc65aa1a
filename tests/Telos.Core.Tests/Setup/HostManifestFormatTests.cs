using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Telos.Core.Setup;
using Xunit;

namespace Telos.Core.Tests.Setup;

public sealed class HostManifestFormatTests
{
    private readonly HostManifestFormat _format = new("/usr/bin/telos");

    [Fact]
    public void NewFile_IsTheManifestOfTheDocumentation()
    {
        using JsonDocument document = JsonDocument.Parse(_format.NewFile());
        JsonElement root = document.RootElement;
        Assert.Equal(HostManifestFormat.HostName, root.GetProperty("name").GetString());
        Assert.Equal("/usr/bin/telos", root.GetProperty("path").GetString());
        Assert.Equal("stdio", root.GetProperty("type").GetString());
        Assert.Equal($"[\n    \"{HostManifestFormat.Origin}\"\n  ]", root.GetProperty("allowed_origins").GetRawText());
    }

    // A manifest's key decides the extension's number (Chromium: crx_file::id_util::GenerateId).
    [Fact]
    public void Origin_IsThatOfTheKeyInTheExtensionsManifest()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Source("src/browser-eye/manifest.json")));
        byte[] key = Convert.FromBase64String(document.RootElement.GetProperty("key").GetString()!);
        string id = string.Concat(SHA256.HashData(key).Take(16).Select(Letters));
        Assert.Equal(HostManifestFormat.Origin, $"chrome-extension://{id}/");
        string bridge = File.ReadAllText(Source("src/browser-eye/src/bridge.ts"));
        Assert.Contains($"\"{HostManifestFormat.HostName}\"", bridge, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_ThenUndo_LeavesNoFile()
    {
        Assert.Null(EntryEdit.Add(_format, "f", null, force: false, out EntryEdit edit));
        Assert.Equal((EntryOutcome.Added, Text(_format.NewFile())), (edit.Outcome, Text(edit.After!)));
        Assert.Null(EntryEdit.Add(_format, "f", edit.After, force: false, out EntryEdit again));
        Assert.Equal(EntryOutcome.Present, again.Outcome);
        Assert.Null(EntryEdit.Undo(_format, edit.After, edit.Record, force: false, out EntryEdit undone));
        Assert.Equal((EntryOutcome.Removed, null), (undone.Outcome, undone.After));
    }

    [Fact]
    public void Add_OverAnothersManifest_IsAConflictUnlessForced_AndUndoRestoresIt()
    {
        byte[] other = Encoding.UTF8.GetBytes("{\"path\": \"/elsewhere\"}");
        Assert.Null(EntryEdit.Add(_format, "f", other, force: false, out EntryEdit edit));
        Assert.Equal(EntryOutcome.Conflict, edit.Outcome);
        Assert.Null(EntryEdit.Add(_format, "f", other, force: true, out edit));
        Assert.Equal(EntryOutcome.Replaced, edit.Outcome);
        Assert.Null(EntryEdit.Undo(_format, edit.After, edit.Record, force: false, out EntryEdit undone));
        Assert.Equal((EntryOutcome.Restored, Text(other)), (undone.Outcome, Text(undone.After!)));
    }

    private static string Letters(byte each) => $"{(char)('a' + (each >> 4))}{(char)('a' + (each & 15))}";

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static string Source(string path)
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Telos.sln")))
        {
            directory = Path.GetDirectoryName(directory)!;
        }

        return Path.Combine(directory, path);
    }
}
