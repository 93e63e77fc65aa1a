using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Telos.Generators.KernelLayout;

/// <summary>Where in the header; lines and columns count from zero, as Roslyn's do.</summary>
internal readonly record struct Place(int Start, int Length, int Line, int Column)
{
    public Location In(string path)
    {
        var from = new LinePosition(Line, Column);
        var to = new LinePosition(Line, Column + Length);
        return Location.Create(path, new TextSpan(Start, Length), new LinePositionSpan(from, to));
    }
}
