using System.Globalization;
using System.Runtime.CompilerServices;

namespace Telos.Core.Content;

/// <summary>The text of a content, by whether people see it.</summary>
internal sealed class Harvest
{
    private readonly List<string> _spelled = [];
    private int _blocks;

    public TextStream Seen { get; } = new();

    public TextStream Hidden { get; } = new();

    /// <summary>Each by itself: attributes, comments, data.</summary>
    public TextStream Apart { get; } = new();

    /// <summary>What characters without a shape spell.</summary>
    public List<string> Spelled { get; } = [];

    /// <summary>Where each of them is in the content.</summary>
    public List<int> SpelledSources { get; } = [];

    public List<string> Cuts { get; } = [];

    public long Work { get; set; }

    public int NewBlock() => ++_blocks;

    public void Take(string text, int source, int block, bool isQuoted, Concealment? concealment)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            Seen.AppendSpace(block);
            Hidden.AppendSpace(block);
            return;
        }

        string legible = Legible(text, source);
        (concealment is null ? Seen : Hidden).Append(legible, source, block, isQuoted, standsAlone: false, concealment);
    }

    /// <summary>What is read by itself.</summary>
    /// <param name="concealment">Null when people see it.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void TakeApart(string text, int source, bool isQuoted, Concealment? concealment)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            TextStream stream = concealment is null ? Seen : Apart;
            stream.Append(Legible(text, source), source, NewBlock(), isQuoted, standsAlone: true, concealment);
        }
    }

    /// <summary>What lies behind so many of something was not read.</summary>
    public void CutBehind(int count, string of) =>
        Cut("only the first " + count.ToString(CultureInfo.InvariantCulture) + " " + of + " were read");

    public void Cut(string what)
    {
        if (!Cuts.Contains(what))
        {
            Cuts.Add(what);
        }
    }

    private string Legible(string text, int source)
    {
        Work += text.Length;
        _spelled.Clear();
        string legible = Unveiling.Unveil(text, _spelled);
        foreach (string each in _spelled)
        {
            if (Spelled.Count == ContentLimits.SpelledMax)
            {
                CutBehind(ContentLimits.SpelledMax, "texts of characters without a shape");
                break;
            }

            Spelled.Add(each);
            SpelledSources.Add(source < 0 ? ~source : source);
        }

        return legible;
    }
}
