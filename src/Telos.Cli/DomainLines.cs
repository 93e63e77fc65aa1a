using System.Buffers;
using System.Text;
using System.Text.Json;
using Telos.Core.Domains;

namespace Telos.Cli;

/// <summary>
/// Judges what comes in line by line and answers each with a line, in order; a bad line is answered with an error. Answers
/// leave when no more lines are at hand, so that another program may ask one by one.
/// </summary>
internal sealed class DomainLines(DomainPipeline judge, string intent)
{
    private const int LineLengthMax = 1 << 16;

    private readonly ArrayBufferWriter<byte> _answers = new(LineLengthMax);
    private readonly byte[] _name = new byte[DomainLine.NameLengthMax];
    private readonly ulong _wanted = IntentCategories.Of(intent);
    private string _lastIntent = intent;
    private ulong _lastWanted = IntentCategories.Of(intent);
    private long _number;

    public void Run(Stream input, Stream output)
    {
        byte[] buffer = new byte[2 * LineLengthMax];
        int held = 0;
        bool isSkipping = false;
        using Utf8JsonWriter json = new(_answers);
        for (int read = input.Read(buffer); read > 0; read = input.Read(buffer, held, buffer.Length - held))
        {
            held += read;
            int start = 0;
            for (int end = IndexOfLine(buffer, start, held); end >= 0; end = IndexOfLine(buffer, start, held))
            {
                AnswerUnless(isSkipping, json, buffer.AsSpan(start..end));
                isSkipping = false;
                start = end + 1;
            }

            buffer.AsSpan(start, held - start).CopyTo(buffer);
            held -= start;
            if (held > LineLengthMax)
            {
                AnswerUnless(isSkipping, json, buffer.AsSpan(0, held));
                isSkipping = true;
                held = 0;
            }

            output.Write(_answers.WrittenSpan);
            output.Flush();
            _answers.ResetWrittenCount();
        }

        if (held > 0)
        {
            AnswerUnless(isSkipping, json, buffer.AsSpan(0, held));
            output.Write(_answers.WrittenSpan);
        }
    }

    private static int IndexOfLine(byte[] buffer, int start, int held)
    {
        int end = buffer.AsSpan(start, held - start).IndexOf((byte)'\n');
        return end < 0 ? -1 : start + end;
    }

    private void AnswerUnless(bool isSkipping, Utf8JsonWriter json, ReadOnlySpan<byte> line)
    {
        if (isSkipping)
        {
            return;
        }

        _number++;
        ReadOnlySpan<byte> text = line.Trim(" \t\r"u8);
        string? fault = line.Length > LineLengthMax ? DomainFault.Of(DomainLineStatus.LineTooLong)
            : text.StartsWith("{"u8) ? AnswerObject(json, text)
            : AnswerName(json, text, _wanted);
        if (fault is not null)
        {
            json.WriteStartObject();
            json.WriteNumber("line"u8, _number);
            json.WriteString("error"u8, fault);
            json.WriteEndObject();
        }

        json.Flush();
        json.Reset();
        _answers.Write("\n"u8);
    }

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
            question = JsonSerializer.Deserialize(text, DomainQuestionJson.Default.DomainQuestion);
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
