using System.Text.Json;
using Telos.Core.Policy;

namespace Telos.Cli;

/// <summary>An object of an intent and its planned actions a line; a policy a line.</summary>
internal sealed class IntentLines(TimeSpan ttl, Ceiling ceiling) : AnsweredLines
{
    protected override string? Answer(Utf8JsonWriter json, ReadOnlySpan<byte> text)
    {
        IntentQuestion? question;
        try
        {
            question = JsonSerializer.Deserialize(text, QuestionJson.Default.IntentQuestion);
        }
        catch (JsonException)
        {
            return "it is no object of an intent, a text, and actions, a list of texts";
        }

        if (question?.Intent is not string intent || question.Actions?.Any(action => action is null) == true)
        {
            return "the object has no intent, or an action that is no text";
        }

        Write(json, PolicyCompiler.Compile(intent, question.Actions ?? [], ttl, ceiling));
        return null;
    }

    private static void Write(Utf8JsonWriter json, CompiledPolicy policy)
    {
        json.WriteStartObject();
        json.WriteString("verdict"u8, PolicyText.Name(policy.Verdict));
        WriteList(json, "binaries", policy.Programs.Select(grant => grant.Program));
        WriteList(json, "hosts", policy.Hosts.Select(PolicyText.Endpoint));
        WriteList(json, "paths", policy.Paths.Select(grant => $"{grant.Path}:{PolicyText.Name(grant.Access)}"));
        WriteList(json, "refused", policy.Refusals.Select(refusal => refusal.Subject));
        json.WriteStartObject("reasons"u8);
        foreach ((string subject, string reason) in Reasons(policy).DistinctBy(pair => pair.Subject))
        {
            json.WriteString(subject, reason);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static IEnumerable<(string Subject, string Reason)> Reasons(CompiledPolicy policy) =>
        policy.Refusals.Select(refusal => (refusal.Subject, refusal.Reason))
            .Concat(policy.Programs.Select(grant => (grant.Program, grant.Reason)))
            .Concat(policy.Hosts.Select(grant => (PolicyText.Endpoint(grant), grant.Reason)))
            .Concat(policy.Paths.Select(grant => (grant.Path, grant.Reason)));

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
