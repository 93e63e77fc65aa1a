using Telos.Core.Mirage;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Telos.Core.Adjudication;

namespace Telos.Core.Policy;

/// <summary>
/// A ceiling written out whole, profile and built-in rules included, as a policy.yaml that reads back as the same
/// ceiling, or as JSON with the same keys.
/// </summary>
public static class CeilingText
{
    private const string PlainLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./~-+";

    public static string ToYaml(Ceiling ceiling)
    {
        StringBuilder yaml = new();
        string section = "";
        foreach (var line in Lines(ceiling))
        {
            if (line.Section != section)
            {
                section = line.Section;
                yaml.Append(section).Append(":\n");
            }

            yaml.Append("  ").Append(line.Key).Append(':');
            if (line.Key == CeilingKeys.Label)
            {
                WriteLabels(ceiling, yaml);
            }
            else
            {
                WriteValue(line, yaml);
            }
        }

        return yaml.ToString();
    }

    public static string ToJson(Ceiling ceiling)
    {
        using MemoryStream stream = new();
        using Utf8JsonWriter json = new(
            stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        string section = "";
        foreach (var line in Lines(ceiling))
        {
            if (line.Section != section)
            {
                if (section.Length > 0)
                {
                    json.WriteEndObject();
                }

                section = line.Section;
                json.WriteStartObject(section);
            }

            WriteValue(ceiling, line, json);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public static string Flag(bool flag) => flag ? "true" : "false";

    // A home by itself is "~" inside and "~/" in the file, where YAML takes a lone tilde for nothing.
    public static string Name(string path) => path == "~" ? "~/" : path;

    public static string Name<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();

    // What is not said has no line: any host, any program, the machine's resolvers.
    private static IEnumerable<CeilingLine> Lines(Ceiling ceiling)
    {
        yield return CeilingLine.Of("execution", "default_mode", Name(ceiling.Mode));
        yield return CeilingLine.Of("execution", "denied_programs", ceiling.DeniedPrograms);
        if (ceiling.AllowedPrograms is { } programs)
        {
            yield return CeilingLine.Of("execution", "allowed_programs", programs);
        }

        yield return CeilingLine.Of("execution", "without_lsm", Name(ceiling.WithoutLsm));
        yield return CeilingLine.Of("intents", "ttl_max", TtlText.Format(ceiling.TtlMax));
        yield return CeilingLine.Of("filesystem", "defaults", flag: false);
        yield return CeilingLine.Of("filesystem", CeilingKeys.Label, ceiling.Labels.Select(l => l.Path));
        yield return CeilingLine.Of("filesystem", "write", ceiling.WriteAreas.Select(Name));
        yield return CeilingLine.Of("filesystem", "write_by", Name(ceiling.WriteBy));
        yield return CeilingLine.Of("filesystem", "workspace", Name(ceiling.Workspace));
        yield return CeilingLine.Of("filesystem", "code", ceiling.CodeDirectories.Select(Name));
        yield return CeilingLine.Of("filesystem", "run_later", ceiling.RunLater.Select(rule => rule.Pattern));
        yield return CeilingLine.Of("network", "denied_hosts", ceiling.DeniedHosts);
        if (ceiling.AllowedHosts is { } hosts)
        {
            yield return CeilingLine.Of("network", "allowed_hosts", hosts);
        }

        yield return CeilingLine.Of("network", "send", ceiling.MaySend);
        yield return CeilingLine.Of("network", "unix_sockets", ceiling.UnixSockets);
        yield return CeilingLine.Of("dns", "upstreams", ceiling.DnsUpstreams);
        yield return CeilingLine.Of("dns", "listen", ceiling.DnsListen);
        yield return CeilingLine.Of("dns", "name_bits", ceiling.NameBudget.DomainBits);
        yield return CeilingLine.Of("dns", "name_bits_total", ceiling.NameBudget.TotalBits);
        yield return CeilingLine.Of("hyperion", "interfaces", ceiling.Hyperion.Interfaces);
        if (ceiling.Hyperion.Port is int port)
        {
            yield return CeilingLine.Of("hyperion", "port", port);
        }

        yield return CeilingLine.Of("hyperion", "token_file", ceiling.Hyperion.TokenFile);
        yield return CeilingLine.Of("metrics", "port", ceiling.MetricsPort);
        yield return CeilingLine.Of("adjudication", "order", ceiling.Adjudication.Order.Select(Name));
        yield return CeilingLine.Of("adjudication", "timeout", TtlText.Format(ceiling.Adjudication.Timeout));
        if (ceiling.Adjudication.Webhook is { } webhook)
        {
            yield return CeilingLine.Of("adjudication", "webhook", webhook.OriginalString);
        }

        if (ceiling.Adjudication.Model is { } model)
        {
            yield return new CeilingLine("adjudication", "model", Model(model), null, IsLiteral: true);
        }

        yield return CeilingLine.Of("agents", "max", ceiling.Agents.Max);
        yield return CeilingLine.Of("agents", "per_user", ceiling.Agents.PerUser);
        if (ceiling.Agents.Users is { } users)
        {
            yield return CeilingLine.Of("agents", "users", users);
        }

        yield return CeilingLine.Of("taint", "slam_at", Name(ceiling.SlamAt));
        yield return CeilingLine.Of("taint", "pages_max", Name(ceiling.PagesMax));
        yield return CeilingLine.Of("mirage", "decoys", ceiling.Mirage.Decoys.Select(DecoyKinds.Name));
        yield return CeilingLine.Of("mirage", "in_place", ceiling.Mirage.InPlace.Select(DecoyKinds.Name));
        yield return CeilingLine.Of("mirage", "tripwire", Name(ceiling.Mirage.Tripwire));
        yield return CeilingLine.Of("watchdog", "stale", TtlText.Format(ceiling.Watchdog.Stale));
        yield return CeilingLine.Of("watchdog", "exec", Name(ceiling.Watchdog.Modes.Exec));
        yield return CeilingLine.Of("watchdog", "network", Name(ceiling.Watchdog.Modes.Network));
        yield return CeilingLine.Of("watchdog", "file", Name(ceiling.Watchdog.Modes.File));
    }

    // A JSON object is a flow mapping of YAML too (YAML 1.2, section 7.4).
    internal static string Model(ModelRules model)
    {
        using MemoryStream stream = new();
        using Utf8JsonWriter json = new(stream);
        json.WriteStartObject();
        json.WriteString("endpoint", model.SocketPath is string path ? "unix:" + path : model.Endpoint.OriginalString);
        json.WriteString("name", model.Name);
        json.WriteNumber("timeout_ms", model.TimeoutMs);
        json.WriteNumber("calls_per_hour", model.CallsPerHour);
        json.WriteNumber("denials_kept", model.DenialsKept);
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteValue(CeilingLine line, StringBuilder yaml)
    {
        if (line.Items is not { } items)
        {
            yaml.Append(' ').Append(Quote(line.Scalar)).Append('\n');
        }
        else if (items.IsEmpty)
        {
            yaml.Append(" []\n");
        }
        else
        {
            yaml.Append('\n');
            foreach (string item in items)
            {
                yaml.Append("    - ").Append(Quote(item)).Append('\n');
            }
        }
    }

    private static void WriteLabels(Ceiling ceiling, StringBuilder yaml)
    {
        yaml.Append(ceiling.Labels.IsEmpty ? " []\n" : "\n");
        foreach (var label in ceiling.Labels)
        {
            string grantable = label.Grantable ? ", grantable: true" : "";
            yaml.Append("    - {path: ").Append(Quote(label.Path)).Append(", level: ").Append(Name(label.Level))
                .Append(grantable).Append("}\n");
        }
    }

    private static void WriteValue(Ceiling ceiling, CeilingLine line, Utf8JsonWriter json)
    {
        json.WritePropertyName(line.Key);
        if (line.Items is not { } items)
        {
            if (line.IsLiteral)
            {
                json.WriteRawValue(line.Scalar);
            }
            else
            {
                json.WriteStringValue(line.Scalar);
            }

            return;
        }

        json.WriteStartArray();
        foreach (var label in line.Key == CeilingKeys.Label ? ceiling.Labels : [])
        {
            json.WriteStartObject();
            json.WriteString("path", label.Path);
            json.WriteString("level", Name(label.Level));
            json.WriteBoolean("grantable", label.Grantable);
            json.WriteEndObject();
        }

        foreach (string item in line.Key == CeilingKeys.Label ? [] : items)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }

    private static string Quote(string text) =>
        text.Length > 0 && text.All(PlainLetters.Contains) && text[0] != '-'
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
