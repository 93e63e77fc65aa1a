using System.Text;
using System.Text.Json;
using Telos.Core.Domains;

namespace Telos.Cli;

/// <summary>A name, or an object of a name and an intent, a line; a verdict a line.</summary>
internal sealed class DomainLines(DomainPipeline judge, string intent) : AnsweredLines
{
    private readonly byte[] _name = new byte[DomainLine.NameLengthMax];
    private readonly ulong _wanted = IntentCategories.Of(intent);
    private string _lastIntent = intent;
    private ulong _lastWanted = IntentCategories.Of(intent);

    protected override string? Answer(Utf8JsonWriter json, ReadOnlySpan<byte> text) =>
        text.StartsWith("{"u8) ? AnswerObject(json, text) : AnswerName(json, text, _wanted);

    private string? AnswerName(Utf8JsonWriter json, ReadOnlySpan<byte> text, ulong wanted)
    {
        DomainLineStatus status = DomainText.Parse(text, _name, out int length);
        if (status != DomainLineStatus.Name)
        {
            return DomainFault.Of(status);
        }

        ReadOnlySpan<byte> name = _name.AsSpan(0, length);
        DomainJson.Write(json, name, judge.Judge(name, wanted), judge);
        return null;
    }

    private string? AnswerObject(Utf8JsonWriter json, ReadOnlySpan<byte> text)
    {
        DomainQuestion? question;
        try
        {
            question = JsonSerializer.Deserialize(text, QuestionJson.Default.DomainQuestion);
        }
        catch (JsonException)
        {
            return "it is no object of a name and an intent, both texts";
        }

        if (question?.Name is not string name)
        {
            return "the object has no name";
        }

        ulong wanted = question.Intent is null ? _wanted : Wanted(question.Intent);
        return AnswerName(json, Encoding.UTF8.GetBytes(name), wanted);
    }

    // Programs ask many names for one intent.
    private ulong Wanted(string text)
    {
        if (text != _lastIntent)
        {
            _lastWanted = IntentCategories.Of(text);
            _lastIntent = text;
        }

        return _lastWanted;
    }
}
