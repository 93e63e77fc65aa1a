using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Telos.Generators.Tests.KernelLayout;

/// <summary>A file that a test hands to the generator.</summary>
internal sealed class HeaderText(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default)
        => SourceText.From(text);
}
