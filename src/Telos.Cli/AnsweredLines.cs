using System.Buffers;
using System.Text.Json;

namespace Telos.Cli;

/// <summary>
/// Answers what comes in line by line with a line each, in order; a bad line is answered with an error. Answers leave when
/// no more lines are at hand, so that another program may ask one by one.
/// </summary>
internal abstract class AnsweredLines
{
    private const int LineLengthMax = 1 << 16;

    private readonly ArrayBufferWriter<byte> _answers = new(LineLengthMax);
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
        string? fault = line.Length > LineLengthMax ? "the line is too long" : Answer(json, text);
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

    /// <summary>Writes one JSON value, or says what is wrong with the line.</summary>
    protected abstract string? Answer(Utf8JsonWriter json, ReadOnlySpan<byte> text);
}
