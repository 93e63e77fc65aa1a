using System.Text;

namespace Telos.Core.Setup;

/// <summary>{"mcpServers": {"telos": {...}}}, as Claude Code's .mcp.json and .claude.json have it.</summary>
public sealed class JsonEntryFormat : IEntryFormat
{
    private const string Servers = "mcpServers";

    public EntryFault? Find(byte[] text, out EntryFound found)
    {
        found = new EntryFound(EntryState.Absent, -1, "", HasServers: false);
        if (Read(text, out _, out JsonExtent? servers) is EntryFault fault)
        {
            return fault;
        }

        if (servers is null)
        {
            return null;
        }

        int index = servers.IndexOf(McpEntry.Name);
        if (index < 0)
        {
            found = found with { HasServers = true };
            return null;
        }

        JsonMember member = servers.Members[index];
        found = new EntryFound(
            IsOurs(text, member) ? EntryState.Ours : EntryState.Other, member.KeyStart,
            Encoding.UTF8.GetString(text, member.KeyStart, member.ValueEnd - member.KeyStart), HasServers: true);
        return null;
    }

    public EntryFault? Add(byte[] text, out byte[] result)
    {
        result = text;
        if (Read(text, out JsonExtent root, out JsonExtent? servers) is EntryFault fault)
        {
            return fault;
        }

        JsonLayout? around = root.Members.Count > 0 ? JsonLayout.OfMembers(text, root) : null;
        JsonExtent extent = servers ?? root;
        JsonLayout layout = extent.Members.Count > 0
            ? JsonLayout.OfMembers(text, extent)
            : JsonLayout.OfEmpty(text, extent, around);
        string member = servers is null
            ? layout.Member(Servers, layout.Deeper().Object(Entry(layout.Deeper())))
            : Entry(layout);
        result = extent.Members.Count > 0
            ? Utf8Text.Replace(text, extent.Members[^1].ValueEnd, extent.Members[^1].ValueEnd, layout.Next(member))
            : Utf8Text.Replace(text, extent.Open + 1, extent.Close, layout.Inside(member));
        return null;
    }

    public EntryFault? Remove(byte[] text, bool withServers, out byte[] result)
    {
        result = text;
        if (Read(text, out JsonExtent root, out JsonExtent? servers) is EntryFault fault)
        {
            return fault;
        }

        result = withServers && servers!.Members.Count == 1
            ? RemoveMember(text, root, root.IndexOf(Servers))
            : RemoveMember(text, servers!, servers!.IndexOf(McpEntry.Name));
        return null;
    }

    public byte[] NewFile()
    {
        _ = Add([.. "{}\n"u8], out byte[] result);
        return result;
    }

    public bool IsBlank(byte[] text) => Read(text, out JsonExtent root, out _) is null && root.Members.Count == 0;

    private static EntryFault? Read(byte[] text, out JsonExtent root, out JsonExtent? servers)
    {
        servers = null;
        if (JsonExtent.TryReadText(text, out JsonExtent? whole) is EntryFault fault)
        {
            root = null!;
            return fault;
        }

        root = whole!;
        if (Twice(text, root, Servers) is EntryFault twice)
        {
            return twice;
        }

        int index = root.IndexOf(Servers);
        if (index < 0)
        {
            return null;
        }

        int start = root.Members[index].ValueStart;
        if (text[start] != '{')
        {
            return EntryFault.At(text, start, $"{Servers} is not an object: make it one, or remove it");
        }

        servers = JsonExtent.ReadAt(text, start);
        return Twice(text, servers, McpEntry.Name);
    }

    private static EntryFault? Twice(byte[] text, JsonExtent extent, string name) =>
        extent.SecondOf(name) is JsonMember second
            ? EntryFault.At(text, second.KeyStart, $"{name} stands here a second time: remove one")
            : null;

    private static string Entry(JsonLayout layout)
    {
        JsonLayout inner = layout.Deeper();
        return layout.Member(McpEntry.Name, inner.Object(
            inner.Member("command", $"\"{McpEntry.Command}\""), inner.Member("args", $"[\"{McpEntry.Argument}\"]")));
    }

    // The type and an empty environment are what "claude mcp add" writes beside, and mean nothing else.
    private static bool IsOurs(byte[] text, JsonMember entry)
    {
        if (text[entry.ValueStart] != '{')
        {
            return false;
        }

        JsonExtent extent = JsonExtent.ReadAt(text, entry.ValueStart);
        HashSet<string> names = [];
        foreach (JsonMember member in extent.Members)
        {
            bool same = member.Name switch
            {
                "command" => Is(text, member, $"\"{McpEntry.Command}\""),
                "args" => Is(text, member, $"\"{McpEntry.Argument}\"", '['),
                "type" => Is(text, member, "\"stdio\""),
                "env" => Is(text, member, "", '{'),
                _ => false,
            };
            if (!same || !names.Add(member.Name))
            {
                return false;
            }
        }

        return names.Contains("command") && names.Contains("args");
    }

    private static bool Is(byte[] text, JsonMember member, string value) => ValueOf(text, member) == value;

    // An array or an object with one thing in it or none, whatever the blanks around that.
    private static bool Is(byte[] text, JsonMember member, string inside, char open) =>
        ValueOf(text, member) is string value && value[0] == open && value[1..^1].Trim(' ', '\t', '\r', '\n') == inside;

    private static string ValueOf(byte[] text, JsonMember member) =>
        Encoding.UTF8.GetString(text, member.ValueStart, member.ValueEnd - member.ValueStart);

    private static byte[] RemoveMember(byte[] text, JsonExtent extent, int index)
    {
        (int start, int end) = (index, extent.Members.Count) switch
        {
            (_, 1) => (extent.Open + 1, extent.Close),
            (0, _) => (extent.Members[0].KeyStart, extent.Members[1].KeyStart),
            _ => (extent.Members[index - 1].ValueEnd, extent.Members[index].ValueEnd),
        };
        return Utf8Text.Replace(text, start, end, "");
    }
}
