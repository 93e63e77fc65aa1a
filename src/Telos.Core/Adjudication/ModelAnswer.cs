using System.Text.Json;

namespace Telos.Core.Adjudication;

/// <summary>What a model decided. It was made by words that an agent chose: it can say yes or no, and nothing else.</summary>
/// <param name="Reason">For people; never obeyed.</param>
public sealed record ModelAnswer(bool Allows, string Reason)
{
    public const int ReasonLengthMax = 200;

    /// <summary>The response_format that is asked for; the subject is for the model to find in the question.</summary>
    internal const string Format =
        """
        {"type":"json_schema","json_schema":{"name":"ruling","strict":true,"schema":{"type":"object","properties":
        {"subject":{"type":"string"},"verdict":{"type":"string","enum":["allow","deny"]},
        "reason":{"type":"string","maxLength":200}},"required":["subject","verdict","reason"],"additionalProperties":false}}}
        """;

    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <param name="response">Of POST /v1/chat/completions.</param>
    /// <param name="subject">That was asked about.</param>
    public static ModelAnswerStatus TryParse(ReadOnlyMemory<byte> response, string subject, out ModelAnswer? answer)
    {
        answer = null;
        ModelAnswerStatus status = ReadContent(response, out string content);
        if (status != ModelAnswerStatus.Ok)
        {
            return status;
        }

        ModelAnswerText? text;
        try
        {
            text = JsonSerializer.Deserialize(content, ModelAnswerJson.Default.ModelAnswerText);
        }
        catch (JsonException)
        {
            return ModelAnswerStatus.OtherShape;
        }

        if (text is null)
        {
            return ModelAnswerStatus.OtherShape;
        }

        if (text.Subject != subject)
        {
            return ModelAnswerStatus.OtherSubject;
        }

        if (text.Verdict is not ("allow" or "deny"))
        {
            return ModelAnswerStatus.OtherVerdict;
        }

        if (text.Reason.Length > ReasonLengthMax)
        {
            return ModelAnswerStatus.LongReason;
        }

        answer = new ModelAnswer(text.Verdict == "allow", text.Reason);
        return ModelAnswerStatus.Ok;
    }

    public static string Explain(ModelAnswerStatus status) => status switch
    {
        ModelAnswerStatus.NotJson => "the response is no JSON",
        ModelAnswerStatus.NoChoice => "the response holds no answer",
        ModelAnswerStatus.Unfinished => "the answer was cut off",
        ModelAnswerStatus.OtherShape => "the answer is not the object that was asked for",
        ModelAnswerStatus.OtherSubject => "the answer is about something else",
        ModelAnswerStatus.OtherVerdict => "the answer is neither allow nor deny",
        ModelAnswerStatus.LongReason => "the reason is too long",
        _ => "",
    };

    private static ModelAnswerStatus ReadContent(ReadOnlyMemory<byte> response, out string content)
    {
        content = "";
        try
        {
            using JsonDocument document = JsonDocument.Parse(response, s_strict);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root
                || !root.TryGetProperty("choices", out JsonElement choices)
                || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() != 1
                || choices[0] is not { ValueKind: JsonValueKind.Object } choice
                || !choice.TryGetProperty("message", out JsonElement message) || message.ValueKind != JsonValueKind.Object
                || !message.TryGetProperty("content", out JsonElement text) || text.ValueKind != JsonValueKind.String)
            {
                return ModelAnswerStatus.NoChoice;
            }

            content = text.GetString()!;
            return choice.TryGetProperty("finish_reason", out JsonElement finish) && !finish.ValueEquals("stop")
                ? ModelAnswerStatus.Unfinished
                : ModelAnswerStatus.Ok;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair, or a finish_reason that is no string.
            return ModelAnswerStatus.NotJson;
        }
    }
}
