using System.Text;

namespace Telos.Core.Tests.Setup;

/// <summary>Well-formed settings without an entry of Telos, in any layout.</summary>
internal static class RandomTexts
{
    private static readonly string[] s_blanks = ["", "", " ", "\n", "\r\n", "\t", "  ", "\n\n    ", "\n\t\t"];
    private static readonly string[] s_values = ["1", "true", "null", "\"a\"", "\"é\\\"}{\"", "[1, {\"telos\": 2}]", "-1.5e3"];
    private static readonly string[] s_lines =
    [
        "# [mcp_servers.telos]", "", "  ", "a1 = 1", "\"quoted key\" = 'x' # remark", "d.e.f = [ 1,\n # two\n 2 ]", "[t]",
        "\t[ t . u ] ", "[[list]]", "s = \"\"\"\n[mcp_servers.telos]\n\"\"\"", "s2 = '''it's''' ", "when = 1979-05-27 07:32:00",
        "inline = { a = { b = 'é' }, c = [] }", "[mcp_servers.other]", "[mcp_servers]", "telos = 1 # not ours under t",
    ];

    public static string Json(Random random)
    {
        StringBuilder text = new();
        Members(random, text, random.Next(4), random.Next(3) == 0 ? null : random.Next(4));
        return Blank(random) + text + Blank(random);
    }

    public static string Toml(Random random)
    {
        StringBuilder text = new("[t0]");
        string newLine = random.Next(2) == 0 ? "\n" : "\r\n";
        string table = "";
        for (int i = random.Next(12); i > 0; i--)
        {
            string line = s_lines[random.Next(s_lines.Length)];
            table = line.Contains('[', StringComparison.Ordinal) && line.TrimStart()[0] == '[' ? line : table;
            bool wouldBeOurs = table == "[mcp_servers]" && line[..Math.Min(5, line.Length)] == "telos";
            text.Append(newLine).Append((wouldBeOurs ? "" : line).Replace("\n", newLine, StringComparison.Ordinal));
        }

        return text.Append(random.Next(3) == 0 ? "" : newLine).ToString();
    }

    // Null servers: there is no list of them.
    private static void Members(Random random, StringBuilder text, int count, int? servers)
    {
        int place = random.Next(count + 1);
        text.Append('{');
        bool first = true;
        for (int i = 0; i <= count; i++)
        {
            if (i == place && servers is int inside)
            {
                Key(random, text, "mcpServers", ref first);
                Members(random, text, inside, servers: null);
            }

            if (i < count)
            {
                Key(random, text, $"k{i}", ref first);
                text.Append(s_values[random.Next(s_values.Length)]);
            }
        }

        text.Append(Blank(random)).Append('}');
    }

    private static void Key(Random random, StringBuilder text, string name, ref bool first)
    {
        text.Append(first ? "" : Blank(random) + ",").Append(Blank(random)).Append('"').Append(name).Append('"')
            .Append(Blank(random)).Append(':').Append(Blank(random));
        first = false;
    }

    private static string Blank(Random random) => s_blanks[random.Next(s_blanks.Length)];
}
