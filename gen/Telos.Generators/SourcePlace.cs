using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Telos.Generators;

internal sealed record SourcePlace(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static SourcePlace Of(Location location) =>
        new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);
}
