using Telos.Core.Content.Phrases;

namespace Telos.Core.Content;

/// <summary>A stream whose signs were read, in the order of the text.</summary>
/// <param name="quotes">As <see cref="QuoteMarks.Find"/> has them.</param>
internal sealed class ReadStream(TextStream stream, string text, SignList signs, List<int> quotes)
{
    public TextStream Stream { get; } = stream;

    public string Text { get; } = text;

    public SignList Signs { get; } = signs;

    public List<int> Quotes { get; } = quotes;
}
