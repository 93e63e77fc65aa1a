using System.Globalization;

namespace Telos.Generators.KernelLayout;

internal sealed partial class HeaderParser
{
    private Token Take() => _tokens[_next++];

    private bool TakeName(out Token name)
    {
        name = Current;
        if (name.Kind != TokenKind.Identifier)
            return Refuse("expected a name");
        Take();
        return true;
    }

    private bool TakeNumber(out uint number)
    {
        number = 0;
        if (Current.Kind != TokenKind.Number || !TryReadNumber(Current.Text, out number))
            return Refuse("expected an unsigned number of 32 bits, decimal or hexadecimal");
        Take();
        return true;
    }

    private bool Accept(string text)
    {
        if (!Current.Is(text))
            return false;
        Take();
        return true;
    }

    private bool Expect(string text) => Accept(text) || Refuse($"expected '{text}'");

    private bool Refuse(string expectation)
    {
        string text = Current.Kind == TokenKind.EndOfFile ? "end of file" : Current.Text;
        _findings.Add(Rules.OutsideSubset, Current.Place, text, expectation);
        return false;
    }

    /// <summary>Goes on behind the declaration that began at <paramref name="start"/>.</summary>
    private void SkipDeclaration(int start)
    {
        int depth = 0;
        for (_next = start; Current.Kind != TokenKind.EndOfFile; _next++)
        {
            if (Current.Kind == TokenKind.Directive && depth == 0 && _next > start)
                return;
            if (Current.Is("{"))
                depth++;
            else if (Current.Is("}"))
                depth--;
            else if (depth <= 0 && (Current.Is(";") || Current.Kind == TokenKind.Directive))
            {
                Take();
                return;
            }
        }
    }

    /// <summary>A leading zero would mean octal in C, so it is refused.</summary>
    internal static bool TryReadNumber(string text, out uint number)
    {
        string digits = text.TrimEnd('u', 'U', 'l', 'L');
        NumberStyles style = NumberStyles.None;
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            digits = digits.Substring(2);
            style = NumberStyles.AllowHexSpecifier;
        }
        else if (digits.Length > 1 && digits[0] == '0')
        {
            number = 0;
            return false;
        }
        return uint.TryParse(digits, style, CultureInfo.InvariantCulture, out number);
    }
}
