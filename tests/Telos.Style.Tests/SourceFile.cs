using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Telos.Style.Tests;

/// <summary>A file of the tree, or a sample that a test made up under such a path.</summary>
internal sealed class SourceFile(string path, string text)
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.CSharp14);

    private CompilationUnitSyntax? _root;

    /// <summary>Relative to the repository, with forward slashes.</summary>
    public string Path { get; } = path;

    public string Text { get; } = text;

    public string Name => System.IO.Path.GetFileName(Path);

    public string[] Lines => field ??= Text.TrimEnd('\n').Split('\n');

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsC => Path.EndsWith(".c", StringComparison.Ordinal) || Path.EndsWith(".h", StringComparison.Ordinal);

    public bool IsTest => IsUnder("tests/");

    /// <summary>Valid for C# only.</summary>
    public CompilationUnitSyntax Root =>
        _root ??= (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(Text, s_options).GetRoot();

    public bool IsUnder(string folder) => Path.StartsWith(folder, StringComparison.Ordinal);

    public static int LineOf(SyntaxNodeOrToken syntax) => syntax.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1;

    public Finding At(SyntaxNodeOrToken syntax, string problem) => new(Path, LineOf(syntax), problem);
}
