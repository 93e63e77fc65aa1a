using System.Text;
using System.Text.Json;
using Telos.Core.Setup;
using Xunit;

namespace Telos.Core.Tests.Setup;

public sealed class EntryEditTests
{
    private const int Texts = 2000;
    private static readonly JsonEntryFormat s_json = new();
    private static readonly TomlEntryFormat s_toml = new();

    public static TheoryData<string?> JsonTexts => new(
        null, "{}", "{}\n", " { \n } \n", "{\"mcpServers\":{}}",
        "{ \"mcpServers\" : { } }\n", "{\"mcpServers\":{\"x\":{}}}",
        "{\n\t\"a\": 1\n}", "{\r\n    \"mcpServers\": {\r\n    }\r\n}\r\n",
        "\uFEFF{\"a\":\"ä\"}", "{\"mcpServers\": {\"telos2\": {}}}");

    public static TheoryData<string?> TomlTexts => new(
        null, "", "\n", "# a\n", "# a", "a = 1", "a = 1\r\n", "[x]\ny = '''\n'''\n\n\n", "\uFEFFa = 1\n",
        "mcp_servers.x.command = ''\n");

    [Theory]
    [MemberData(nameof(JsonTexts))]
    public void Undo_AfterAddToJson_RestoresEachByte(string? before) => RoundTrip(s_json, before);

    [Theory]
    [MemberData(nameof(TomlTexts))]
    public void Undo_AfterAddToToml_RestoresEachByte(string? before) => RoundTrip(s_toml, before);

    [Fact]
    public void Undo_AfterAddToJsonOfAnyLayout_RestoresEachByte()
    {
        Random random = new(20261124);
        for (int i = 0; i < Texts; i++)
        {
            string text = RandomTexts.Json(random);
            using JsonDocument valid = JsonDocument.Parse(text);
            byte[] after = RoundTrip(s_json, text);
            using JsonDocument edited = JsonDocument.Parse(after);
            JsonElement entry = edited.RootElement.GetProperty("mcpServers").GetProperty("telos");
            Assert.Equal("telos", entry.GetProperty("command").GetString());
        }
    }

    [Fact]
    public void Undo_AfterAddToTomlOfAnyLayout_RestoresEachByte()
    {
        Random random = new(20261125);
        for (int i = 0; i < Texts; i++)
        {
            RoundTrip(s_toml, RandomTexts.Toml(random));
        }
    }

    [Fact]
    public void AddAndUndo_OfDamagedTexts_NeverThrowAndNeverEditWhatIsMalformed()
    {
        Random random = new(20261126);
        int faults = 0;
        for (int i = 0; i < Texts; i++)
        {
            foreach (IEntryFormat format in (IEntryFormat[])[s_json, s_toml])
            {
                byte[] text = Encoding.UTF8.GetBytes(format == s_json ? RandomTexts.Json(random) : RandomTexts.Toml(random));
                text[random.Next(text.Length)] = (byte)random.Next(256);
                text = text[..random.Next(1, text.Length + 1)];
                if (EntryEdit.Add(format, "f", text, force: true, out EntryEdit edit) is not null)
                {
                    faults++;
                    Assert.Same(text, edit.After);
                }
                else
                {
                    Assert.Null(format.Find(edit.After!, out EntryFound found));
                    Assert.Equal(EntryState.Ours, found.State);
                }
            }
        }

        Assert.InRange(faults, Texts / 2, Texts * 2);
    }

    [Theory]
    [InlineData("{\"mcpServers\": {\"telos\": {\"command\": \"/opt/télos\"}, \"x\": {}}}\n")]
    [InlineData("{\"mcpServers\": {\"telos\": {}}}")]
    [InlineData("{\n  \"mcpServers\": {\n    \"x\": {},\n    \"telos\": 1\n  }\n}")]
    public void AddByForce_InTheWayOfAnother_IsUndoneToIt(string before)
    {
        byte[] text = Encoding.UTF8.GetBytes(before);
        Assert.Null(EntryEdit.Add(s_json, "f", text, force: false, out EntryEdit refused));
        Assert.Equal((EntryOutcome.Conflict, text), (refused.Outcome, refused.After));
        Assert.StartsWith("\"telos\": ", refused.EntryText, StringComparison.Ordinal);
        Assert.Null(EntryEdit.Add(s_json, "f", text, force: true, out EntryEdit added));
        Assert.Equal(EntryOutcome.Replaced, added.Outcome);
        Assert.Null(EntryEdit.Undo(s_json, added.After, added.Record, force: false, out EntryEdit undone));
        Assert.Equal((EntryOutcome.Restored, before), (undone.Outcome, Encoding.UTF8.GetString(undone.After!)));
    }

    [Fact]
    public void AddByForce_ToScatteredToml_IsUndoneToIt()
    {
        byte[] text = [.. "[mcp_servers.telos]\ncommand = 'x'\n\n[b] # mine\n\n[mcp_servers.telos.env]\nA = 'é'"u8];
        Assert.Null(EntryEdit.Add(s_toml, "f", text, force: true, out EntryEdit added));
        Assert.Equal(
            "[b] # mine\n\n[mcp_servers.telos]\ncommand = \"telos\"\nargs = [\"mcp\"]\n", Encoding.UTF8.GetString(added.After!));
        Assert.Null(EntryEdit.Undo(s_toml, added.After, added.Record, force: false, out EntryEdit undone));
        Assert.Equal(EntryOutcome.Restored, undone.Outcome);
        Assert.Equal(text, undone.After);
    }

    // What the user or the tool wrote since stays; a file or a list of servers goes only if setup made it and it is empty.
    [Theory]
    [InlineData("{}", "{\"n\":1,\"mcpServers\":{\"telos\":{\"command\":\"telos\",\"args\":[\"mcp\"]}}}", "{\"n\":1}")]
    [InlineData("{\"mcpServers\":{}}", "{ \"mcpServers\":{\"telos\":{\"command\":\"telos\",\"args\":[\"mcp\"]}}}",
        "{ \"mcpServers\":{}}")]
    [InlineData(null, "{\"mcpServers\":{\"telos\":{\"command\":\"telos\",\"args\":[\"mcp\"]}}}", null)]
    [InlineData(null, "{\"mcpServers\":{\"telos\":{\"command\":\"telos\",\"args\":[\"mcp\"]},\"x\":{}}}",
        "{\"mcpServers\":{\"x\":{}}}")]
    public void Undo_OfAFileRewrittenSince_TakesOutTheEntryAlone(string? before, string rewritten, string? expected)
    {
        byte[]? text = before is null ? null : Encoding.UTF8.GetBytes(before);
        Assert.Null(EntryEdit.Add(s_json, "f", text, force: false, out EntryEdit added));
        Assert.Null(EntryEdit.Undo(s_json, Encoding.UTF8.GetBytes(rewritten), added.Record, force: false, out EntryEdit undone));
        Assert.Equal(EntryOutcome.Removed, undone.Outcome);
        Assert.Equal(expected, undone.After is null ? null : Encoding.UTF8.GetString(undone.After));
    }

    [Fact]
    public void Undo_WithTablesAddedBehind_KeepsThem()
    {
        Assert.Null(EntryEdit.Add(s_toml, "f", [.. "a = 1"u8], force: false, out EntryEdit added));
        byte[] later = [.. added.After!, .. "\n[b]\nc = 1\n"u8];
        Assert.Null(EntryEdit.Undo(s_toml, later, added.Record, force: false, out EntryEdit undone));
        Assert.Equal("a = 1\n\n[b]\nc = 1\n", Encoding.UTF8.GetString(undone.After!));
    }

    // A key that the tool added to the table would otherwise fall to the table before.
    [Fact]
    public void Undo_OfAnEntryChangedSince_NeedsForce()
    {
        Assert.Null(EntryEdit.Add(s_toml, "f", [.. "[b]\n"u8], force: false, out EntryEdit added));
        byte[] later = [.. added.After!, .. "enabled = false\n"u8];
        Assert.Null(EntryEdit.Undo(s_toml, later, added.Record, force: false, out EntryEdit refused));
        Assert.Equal((EntryOutcome.Conflict, later), (refused.Outcome, refused.After));
        Assert.Null(EntryEdit.Undo(s_toml, later, added.Record, force: true, out EntryEdit forced));
        Assert.Equal("[b]\n", Encoding.UTF8.GetString(forced.After!));
    }

    [Fact]
    public void Undo_WithoutARecord_KeepsTheFileAndTheList()
    {
        Assert.Null(EntryEdit.Undo(s_json, s_json.NewFile(), record: null, force: false, out EntryEdit undone));
        Assert.Equal("{\n  \"mcpServers\": {}\n}\n", Encoding.UTF8.GetString(undone.After!));
    }

    [Fact]
    public void Undo_WithoutAnEntry_IsAbsent()
    {
        Assert.Null(EntryEdit.Undo(s_json, null, record: null, force: false, out EntryEdit noFile));
        Assert.Null(EntryEdit.Undo(s_toml, [.. "a = 1"u8], record: null, force: true, out EntryEdit noEntry));
        Assert.Equal((EntryOutcome.Absent, EntryOutcome.Absent), (noFile.Outcome, noEntry.Outcome));
    }

    private static byte[] RoundTrip(IEntryFormat format, string? before)
    {
        byte[]? text = before is null ? null : Encoding.UTF8.GetBytes(before);
        Assert.Null(EntryEdit.Add(format, "f", text, force: false, out EntryEdit added));
        Assert.Equal(EntryOutcome.Added, added.Outcome);
        Assert.Null(EntryEdit.Add(format, "f", added.After, force: false, out EntryEdit again));
        Assert.Equal((EntryOutcome.Present, added.After), (again.Outcome, again.After));
        Assert.Null(EntryEdit.Undo(format, added.After, added.Record, force: false, out EntryEdit undone));
        Assert.Equal(EntryOutcome.Removed, undone.Outcome);
        Assert.Equal(before, undone.After is null ? null : Encoding.UTF8.GetString(undone.After));
        return added.After!;
    }
}
