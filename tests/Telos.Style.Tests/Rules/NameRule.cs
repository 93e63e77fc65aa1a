using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Telos.Style.Tests.Rules;

/// <summary>Words that stand for not having found a name, in the names of types and files.</summary>
internal static partial class NameRule
{
    // The one name that was given to us: the header of everything that is shared with the kernel.
    private const string Given = "bpf/common_maps.h";

    private static readonly HashSet<string> s_empty = new(StringComparer.OrdinalIgnoreCase)
    {
        "Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Misc", "Base",
        "Impl", "Info", "Data", "Wrapper", "Processor", "Service", "Engine", "Enhanced", "Advanced", "New", "V2",
    };

    public static IEnumerable<Finding> Check(SourceFile file)
    {
        if (!file.IsCSharp && !file.IsC)
        {
            yield break;
        }

        string name = file.Name[..file.Name.LastIndexOf('.')];
        if (file.Path != Given && EmptyWord(name) is string inFile)
        {
            yield return new Finding(file.Path, 1, $"the file name says \"{inFile}\"");
        }

        foreach ((SyntaxToken identifier, string type) in Types(file))
        {
            if (EmptyWord(type) is string word)
            {
                yield return file.At(identifier, $"type {type} says \"{word}\"");
            }
        }
    }

    private static IEnumerable<(SyntaxToken Identifier, string Name)> Types(SourceFile file) => file.IsCSharp
        ? file.Root.DescendantNodes()
            .Select(node => node switch
            {
                BaseTypeDeclarationSyntax type => type.Identifier,
                DelegateDeclarationSyntax type => type.Identifier,
                _ => default,
            })
            .Where(identifier => identifier.RawKind != 0)
            .Select(identifier => (identifier, identifier.Text))
        : [];

    private static string? EmptyWord(string name)
    {
        string[] words = [.. Word().Matches(name).Select(match => match.Value)];
        return words is ["Handler" or "handler"] ? words[0] : Array.Find(words, s_empty.Contains);
    }

    [GeneratedRegex("[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[A-Z][0-9]+")]
    private static partial Regex Word();
}
