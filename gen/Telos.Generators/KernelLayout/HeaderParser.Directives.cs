namespace Telos.Generators.KernelLayout;

internal sealed partial class HeaderParser
{
    private readonly Stack<Token> _conditionals = new();
    private string? _guard;

    private bool ParseDirective(Token directive)
    {
        string[] words = directive.Text.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        switch (words[0])
        {
            case "#ifndef" when words.Length == 2 && _guard is null && _next == 1:
                _guard = words[1];
                _conditionals.Push(directive);
                return true;
            case "#ifdef" when words.Length == 2 && words[1] == "__bpf__":
                _conditionals.Push(directive);
                return true;
            case "#endif" when words.Length == 1 && _conditionals.Count > 0:
                _conditionals.Pop();
                return true;
            case "#define" when words.Length == 2 && words[1] == _guard:
                return true;
            case "#define" when words.Length == 3 && TryReadNumber(words[2], out uint value):
                _header.Constants.Add(new ConstantSyntax(NameIn(directive, words[1]), value));
                return true;
            default:
                RefuseDirective(
                    directive, "expected an include guard, '#ifdef __bpf__' or '#define NAME number'");
                return true;
        }
    }

    private static Token NameIn(Token directive, string name)
    {
        int offset = directive.Text.IndexOf(name, "#define".Length, StringComparison.Ordinal);
        Place at = directive.Place;
        var place = new Place(at.Start + offset, name.Length, at.Line, at.Column + offset);
        return new Token(TokenKind.Identifier, name, place, directive.Comment);
    }

    private void CloseConditionals()
    {
        foreach (Token open in _conditionals)
            RefuseDirective(open, "expected an '#endif' for it");
    }

    private void RefuseDirective(Token directive, string expectation) =>
        _findings.Add(Rules.OutsideSubset, directive.Place, directive.Text, expectation);
}
