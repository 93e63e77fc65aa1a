using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Telos.Style.Tests.Rules;

/// <summary>
/// Pointers and foreign functions are in Telos.Linux, and the declarations of the latter in Native/. The fuzzer, which
/// never ships, has its own Native/ for both: what it tests must not lend it memory.
/// </summary>
internal static class UnsafeRule
{
    private const string Home = "src/Telos.Linux/";
    private const string Declarations = Home + "Native/";
    private const string FuzzProject = "fuzz/Telos.Fuzz/";
    private const string FuzzNative = FuzzProject + "Native/";
    private const string Setting = "AllowUnsafeBlocks";

    public static IEnumerable<Finding> Check(SourceFile file)
    {
        if (file.IsUnder("tests/Telos.Style.Tests/"))
        {
            return [];
        }

        return file.IsCSharp ? CheckCode(file) : CheckProject(file);
    }

    private static IEnumerable<Finding> CheckCode(SourceFile file)
    {
        if (!file.IsUnder(Home) && !file.IsUnder(FuzzNative))
        {
            foreach (SyntaxToken token in file.Root.DescendantTokens().Where(token => token.IsKind(SyntaxKind.UnsafeKeyword)))
            {
                yield return file.At(token, $"unsafe outside {Home}");
            }
        }

        if (!file.IsUnder(Declarations) && !file.IsUnder(FuzzNative))
        {
            foreach (AttributeSyntax attribute in file.Root.DescendantNodes().OfType<AttributeSyntax>())
            {
                string name = attribute.Name.ToString().Split('.')[^1];
                if (name is "LibraryImport" or "DllImport" or "LibraryImportAttribute" or "DllImportAttribute")
                {
                    yield return file.At(attribute, $"{name} outside {Declarations}");
                }
            }
        }
    }

    private static IEnumerable<Finding> CheckProject(SourceFile file)
    {
        bool isProject = file.Path.EndsWith("proj", StringComparison.Ordinal)
            || file.Path.EndsWith(".props", StringComparison.Ordinal)
            || file.Path.EndsWith(".targets", StringComparison.Ordinal);
        if (!isProject || file.IsUnder(Home) || file.IsUnder(FuzzProject))
        {
            yield break;
        }

        for (int i = 0; i < file.Lines.Length; i++)
        {
            if (file.Lines[i].Contains(Setting, StringComparison.Ordinal))
            {
                yield return new Finding(file.Path, i + 1, $"{Setting} outside {Home}");
            }
        }
    }
}
