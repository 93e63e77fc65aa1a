using System.Text;

namespace Telos.Core.Content;

/// <summary>Runs of text that are read one after the other, and where each piece of them came from.</summary>
internal sealed class TextStream
{
    private readonly StringBuilder _text = new();

    /// <summary>Where each piece begins here, and where it does in the content; the complement: all of it lies there.</summary>
    private readonly List<int> _starts = [];
    private readonly List<int> _sources = [];

    public List<TextRun> Runs { get; } = [];

    public string Text => _text.ToString();

    /// <param name="source">Where it lies in the content; the complement where it is a value that was decoded there.</param>
    public void Append(string text, int source, int block, bool isQuoted, bool standsAlone, Concealment? concealment)
    {
        TextRun? last = Runs.Count == 0 ? null : Runs[^1];
        bool isSameBlock = !standsAlone && last is { StandsAlone: false } && last.Block == block;
        if (!isSameBlock || last!.IsQuoted != isQuoted || last.Concealment != concealment)
        {
            Runs.Add(new TextRun(_text.Length, block, isQuoted, standsAlone, concealment));
            _text.Append(isSameBlock ? "" : "\n");
        }

        _starts.Add(_text.Length);
        _sources.Add(source);
        _text.Append(text);
    }

    /// <summary>Two words with nothing but space between them are two.</summary>
    public void AppendSpace(int block)
    {
        if (Runs.Count > 0 && Runs[^1].Block == block && !Runs[^1].StandsAlone)
        {
            _text.Append(' ');
        }
    }

    /// <summary>The run that has this place of the text.</summary>
    public int RunAt(int offset)
    {
        int low = 0;
        int high = Runs.Count;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            (low, high) = Runs[middle].Start <= offset ? (middle, high) : (low, middle);
        }

        return low;
    }

    public int EndOf(int run) => run + 1 < Runs.Count ? Runs[run + 1].Start : _text.Length;

    /// <summary>Where it is in the content: exact where nothing was decoded or left out since the piece began.</summary>
    public int SourceOf(int offset)
    {
        int at = _starts.BinarySearch(offset);
        at = at < 0 ? ~at - 1 : at;
        int source = _sources[Math.Max(at, 0)];
        return source < 0 ? ~source : source + Math.Max(0, offset - _starts[Math.Max(at, 0)]);
    }
}
