using System.Text.Json;
using Telos.Core.Policy;
using Xunit;

namespace Telos.Core.Tests.Policy;

/// <summary>docs/policy.schema.json and docs/POLICY.md beside what the reader takes.</summary>
public sealed class CeilingSchemaTests
{
    private const string Label = "filesystem.labels";

    [Fact]
    public void Schema_HasTheKeysOfTheReaderAndNoOthers()
    {
        Dictionary<string, JsonElement> sections = Sections();
        Assert.Equal(
            CeilingKeys.Sections.Select(Place).Order(StringComparer.Ordinal),
            sections.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, JsonElement section) in sections)
        {
            Assert.False(section.GetProperty("additionalProperties").GetBoolean(), name);
            Assert.Equal(
                CeilingKeys.Of(name == Label ? CeilingKeys.Label : name).Order(StringComparer.Ordinal),
                section.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        }
    }

    // A value that no key takes is told at the value; only a key that the reader does not go by passes in silence.
    [Fact]
    public void Reader_GoesByEveryKeyThatItKnows()
    {
        foreach ((string name, JsonElement section) in Sections())
        {
            foreach (JsonProperty key in section.GetProperty("properties").EnumerateObject())
            {
                string entry = $"{key.Name}: {{nonsense: true}}";
                string yaml = name switch
                {
                    "" => entry,
                    Label => $"filesystem: {{labels: [{{{entry}}}]}}",
                    CeilingKeys.Model => $"adjudication: {{model: {{{entry}}}}}",
                    _ => $"{name}: {{{entry}}}",
                };
                Assert.NotEmpty(CeilingFile.Check(yaml, "p", out _));
            }
        }
    }

    [Fact]
    public void Schema_HasTheWordsOfTheReader()
    {
        foreach ((string name, JsonElement section) in Sections())
        {
            foreach (JsonProperty key in section.GetProperty("properties").EnumerateObject())
            {
                foreach (string? word in key.Value.TryGetProperty("enum", out JsonElement words)
                    ? words.EnumerateArray().Select(w => w.GetString())
                    : [])
                {
                    string yaml = name switch
                    {
                        "" => $"{key.Name}: {word}",
                        Label => $"filesystem: {{labels: [{{path: /x, {key.Name}: {word}}}]}}",
                        _ => $"{name}: {{{key.Name}: {word}}}",
                    };
                    Assert.Empty(CeilingFile.Check(yaml, yaml, out _));
                }
            }
        }

        JsonElement profiles = Sections()[""].GetProperty("properties").GetProperty("profile").GetProperty("enum");
        Assert.Equal(CeilingProfiles.Names, profiles.EnumerateArray().Select(w => w.GetString()!));
    }

    [Fact]
    public void Documentation_ShowsEveryKeyInOneFileThatIsTaken()
    {
        string[] parts = Resource("POLICY.md").Split("```yaml\n");
        string yaml = parts[1][..parts[1].IndexOf("```", StringComparison.Ordinal)];
        Assert.Empty(CeilingFile.Check(yaml, "POLICY.md", out _));
        foreach (string key in CeilingKeys.Sections.SelectMany(section => CeilingKeys.Of(section)))
        {
            Assert.Contains(key + ":", yaml, StringComparison.Ordinal);
        }
    }

    private static string Place(string section) =>
        section == CeilingKeys.Label ? Label : section;

    private static Dictionary<string, JsonElement> Sections()
    {
        JsonElement root = JsonDocument.Parse(Resource("policy.schema.json")).RootElement;
        Dictionary<string, JsonElement> sections = new(StringComparer.Ordinal) { [""] = root };
        foreach (JsonProperty section in root.GetProperty("properties").EnumerateObject())
        {
            if (section.Value.TryGetProperty("properties", out JsonElement keys))
            {
                sections.Add(section.Name, section.Value);
                if (keys.TryGetProperty(CeilingKeys.Label, out JsonElement labels))
                {
                    sections.Add(Label, labels.GetProperty("items"));
                }

                if (keys.TryGetProperty("model", out JsonElement model))
                {
                    sections.Add(CeilingKeys.Model, model);
                }
            }
        }

        return sections;
    }

    private static string Resource(string name)
    {
        using StreamReader reader = new(typeof(CeilingSchemaTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
