using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Telos.Style.Tests.Rules;

/// <summary>One top-level type a file, named after it; a partial by concern is Name.Concern.cs.</summary>
internal static class TypePerFileRule
{
    public static IEnumerable<Finding> Check(SourceFile file)
    {
        if (!file.IsCSharp)
        {
            yield break;
        }

        string expected = file.Name[..file.Name.IndexOf('.', StringComparison.Ordinal)];
        int count = 0;
        foreach (MemberDeclarationSyntax member in TopLevel(file.Root.Members))
        {
            SyntaxToken identifier = member switch
            {
                BaseTypeDeclarationSyntax type => type.Identifier,
                DelegateDeclarationSyntax type => type.Identifier,
                _ => default,
            };
            if (identifier.RawKind == 0)
            {
                continue;
            }

            if (++count > 1)
            {
                yield return file.At(identifier, $"a second top-level type, {identifier.Text}");
            }
            else if (identifier.Text != expected)
            {
                yield return file.At(identifier, $"type {identifier.Text} in a file named {file.Name}");
            }
        }
    }

    private static IEnumerable<MemberDeclarationSyntax> TopLevel(SyntaxList<MemberDeclarationSyntax> members) =>
        members.SelectMany(member =>
            member is BaseNamespaceDeclarationSyntax space ? TopLevel(space.Members) : [member]);
}
