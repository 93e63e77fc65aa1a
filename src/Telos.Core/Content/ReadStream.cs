using Telos.Core.Content.Phrases;

namespace Telos.Core.Content;

/// <summary>A stream whose signs were read, in the order of the text.</summary>
/// <param name="Quotes">As <see cref="QuoteMarks.Find"/> has them.</param>
internal sealed record ReadStream(TextStream Stream, string Text, List<Sign> Signs, List<int> Quotes);
