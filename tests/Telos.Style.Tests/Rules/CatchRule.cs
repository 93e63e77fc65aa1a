using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Telos.Style.Tests.Rules;

/// <summary>A catch that takes everything hides the failure that nobody thought of.</summary>
internal static class CatchRule
{
    public static IEnumerable<Finding> Check(SourceFile file)
    {
        if (!file.IsCSharp)
        {
            yield break;
        }

        foreach (CatchClauseSyntax clause in file.Root.DescendantNodes().OfType<CatchClauseSyntax>())
        {
            if (clause.Filter is not null)
            {
                continue;
            }

            string? type = clause.Declaration?.Type.ToString();
            if (type is null)
            {
                yield return file.At(clause, "a catch without a type");
            }
            else if (type is "Exception" or "System.Exception" or "global::System.Exception")
            {
                yield return file.At(clause, $"catch ({type}) without a filter");
            }
        }
    }
}
