using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Telos.Style.Tests.Rules;

/// <summary>Long functions, from the line of the declaration to the closing brace.</summary>
internal static class FunctionRule
{
    public const int LinesMax = 70;

    public static IEnumerable<Finding> Check(SourceFile file) =>
        file.IsCSharp ? CheckCSharp(file) : file.IsC ? CheckC(file) : [];

    private static IEnumerable<Finding> CheckCSharp(SourceFile file)
    {
        IEnumerable<SyntaxNode> functions = file.Root.DescendantNodes().Where(node => node
            is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax);
        foreach (SyntaxNode function in functions)
        {
            FileLinePositionSpan span = function.GetLocation().GetLineSpan();
            int lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
            if (lines > LinesMax)
            {
                yield return file.At(function, $"a function of {lines} lines, at most {LinesMax}");
            }
        }
    }

    // clang-format keeps the braces of a function, and of nothing else that is longer than a line or two, in column 0.
    private static IEnumerable<Finding> CheckC(SourceFile file)
    {
        int start = -1;
        for (int i = 0; i < file.Lines.Length; i++)
        {
            if (file.Lines[i] == "{")
            {
                start = i;
            }
            else if (file.Lines[i] == "}" && start >= 0)
            {
                int lines = i - start + 1;
                if (lines > LinesMax)
                {
                    yield return new Finding(file.Path, start + 1, $"a function of {lines} lines, at most {LinesMax}");
                }

                start = -1;
            }
        }
    }
}
