using System.Text.Json;
using Telos.Core.Adjudication;

namespace Telos.Fuzz.Targets;

/// <summary>What a model, or whoever answers for it, sends back.</summary>
internal static class ModelAnswers
{
    private const string Subject = "gdb";

    public static void Parse(ReadOnlySpan<byte> input)
    {
        byte[] response = input.ToArray();
        ModelAnswerStatus status = ModelAnswer.TryParse(response, Subject, out ModelAnswer? answer);
        Claim.Holds(status == ModelAnswerStatus.Ok == (answer is not null));
        Claim.Holds(status == ModelAnswerStatus.Ok == (ModelAnswer.Explain(status).Length == 0));
        if (answer is null)
        {
            return;
        }

        // Read again without a schema: one choice, whose text is one object of three members, about what was asked.
        using JsonDocument outer = JsonDocument.Parse(response);
        JsonElement choice = outer.RootElement.GetProperty("choices").EnumerateArray().Single();
        using JsonDocument inner = JsonDocument.Parse(choice.GetProperty("message").GetProperty("content").GetString()!);
        Claim.Holds(inner.RootElement.EnumerateObject().Count() == 3);
        Claim.Holds(inner.RootElement.GetProperty("subject").GetString() == Subject);
        Claim.Holds(inner.RootElement.GetProperty("verdict").GetString() == (answer.Allows ? "allow" : "deny"));
        Claim.Holds(inner.RootElement.GetProperty("reason").GetString() == answer.Reason);
        Claim.Holds(answer.Reason.Length <= ModelAnswer.ReasonLengthMax);

        // For another subject the same answer is none.
        Claim.Holds(ModelAnswer.TryParse(response, "sudo", out _) == ModelAnswerStatus.OtherSubject);
    }
}
