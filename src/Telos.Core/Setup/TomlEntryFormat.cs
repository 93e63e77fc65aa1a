using System.Text;

namespace Telos.Core.Setup;

/// <summary>[mcp_servers.telos], as Codex's config.toml has it.</summary>
public sealed class TomlEntryFormat : IEntryFormat
{
    private const string Servers = "mcp_servers";
    private const string Header = $"[{Servers}.{McpEntry.Name}]";

    private static readonly string[] s_servers = [Servers];
    private static readonly string[] s_entry = [Servers, McpEntry.Name];

    public EntryFault? Find(byte[] text, out EntryFound found)
    {
        found = new EntryFound(EntryState.Absent, -1, "", HasServers: false);
        if (TomlScanner.TryRead(text, out IReadOnlyList<TomlItem> items) is EntryFault fault)
        {
            return fault;
        }

        bool hasServers = items.Any(item => item.IsWithin(s_servers));
        List<TomlItem> entry = [.. items.Where(item => item.IsWithin(s_entry))];
        found = entry.Count == 0
            ? found with { HasServers = hasServers }
            : new EntryFound(
                IsOurs(entry) ? EntryState.Ours : EntryState.Other, entry[0].Start,
                string.Join('\n', Outermost(entry).Select(item => Encoding.UTF8.GetString(text[item.Start..item.End]))),
                hasServers);
        return null;
    }

    public EntryFault? Add(byte[] text, out byte[] result)
    {
        result = text;
        if (TomlScanner.TryRead(text, out IReadOnlyList<TomlItem> items) is EntryFault fault)
        {
            return fault;
        }

        if (items.FirstOrDefault(item => item.IsAt(s_servers) && item.Kind != TomlKind.Table) is TomlItem closed)
        {
            return EntryFault.At(text, closed.Start,
                $"{Servers} is given as one value, to which no table can be added: write {Header} tables instead");
        }

        string newLine = Utf8Text.NewLine(text);
        string[] lines = [Header, $"command = \"{McpEntry.Command}\"", $"args = [\"{McpEntry.Argument}\"]"];
        string before = IsBlank(text) ? "" : text[^1] == '\n' ? newLine : newLine + newLine;
        result = Utf8Text.Replace(text, text.Length, text.Length, before + string.Concat(lines.Select(line => line + newLine)));
        return null;
    }

    public EntryFault? Remove(byte[] text, bool withServers, out byte[] result)
    {
        result = text;
        if (TomlScanner.TryRead(text, out IReadOnlyList<TomlItem> items) is EntryFault fault)
        {
            return fault;
        }

        for (int i = items.Count - 1; i >= 0; i--)
        {
            if (!items[i].IsWithin(s_entry))
            {
                continue;
            }

            int last = i;
            while (i > 0 && items[i - 1].IsWithin(s_entry))
            {
                i--;
            }

            TomlItem[] block = [.. Outermost(items.Skip(i).Take(last - i + 1))];
            if (block.Length == 0 || block[0].IsInline)
            {
                return EntryFault.At(text, items[i].Start, $"{McpEntry.Name} stands within braces here: take it out by hand");
            }

            result = RemoveLines(result, block[0].Start, block[^1].End);
        }

        return null;
    }

    public byte[] NewFile()
    {
        _ = Add([], out byte[] result);
        return result;
    }

    public bool IsBlank(byte[] text) => text.AsSpan(Utf8Text.Start(text)).IndexOfAnyExcept(" \t\r\n"u8) < 0;

    // Those between the braces of another are part of it.
    private static IEnumerable<TomlItem> Outermost(IEnumerable<TomlItem> items)
    {
        int end = -1;
        foreach (TomlItem item in items)
        {
            if (item.Start >= end)
            {
                end = item.End;
                yield return item;
            }
        }
    }

    private static bool IsOurs(List<TomlItem> entry)
    {
        TomlItem[] keys = [.. entry.Where(item => !item.IsAt(s_entry))];
        return entry.Count(item => item.IsAt(s_entry)) <= 1
            && keys.Length == 2
            && keys.Any(item => Is(item, "command", TomlKind.Text, McpEntry.Command))
            && keys.Any(item => Is(item, "args", TomlKind.Array, McpEntry.Argument))
            && entry.TrueForAll(item => item.Kind != TomlKind.TableArray);
    }

    private static bool Is(TomlItem item, string key, TomlKind kind, string value) =>
        item.IsAt([.. s_entry, key]) && item.Kind == kind && item.Value is [string only] && only == value;

    // Whole lines, and the blank line that set them off from those before, or at the start from those behind.
    private static byte[] RemoveLines(byte[] text, int start, int end)
    {
        int first = Utf8Text.LineStart(text, start);
        int next = Utf8Text.LineEnd(text, end);
        first = first == 0 ? Utf8Text.Start(text) : first;
        int before = first > 0 ? Utf8Text.LineStart(text, first - 1) : 0;
        int behind = Utf8Text.LineEnd(text, next);
        if (first > Utf8Text.Start(text))
        {
            first = IsBlank(text.AsSpan(before, first - before)) ? before : first;
        }
        else
        {
            next = IsBlank(text.AsSpan(next, behind - next)) ? behind : next;
        }

        return Utf8Text.Replace(text, first, next, "");
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r\n"u8) < 0;
}
