namespace Telos.Generators.KernelLayout;

/// <summary>
/// Reads the subset of C that common_maps.h is written in. Anything else is a finding and never a guess: a
/// layout that was almost understood is worse than none.
/// </summary>
internal sealed partial class HeaderParser
{
    private readonly List<Token> _tokens;
    private readonly Findings _findings;
    private readonly HeaderSyntax _header = new();
    private int _next;

    private HeaderParser(List<Token> tokens, Findings findings)
    {
        _tokens = tokens;
        _findings = findings;
    }

    private Token Current => _tokens[_next];

    public static HeaderSyntax Parse(string source, Findings findings)
    {
        var parser = new HeaderParser(new Lexer(source).ReadAll(), findings);
        while (parser.Current.Kind != TokenKind.EndOfFile)
        {
            int start = parser._next;
            if (!parser.ParseDeclaration())
                parser.SkipDeclaration(start);
        }
        parser.CloseConditionals();
        return parser._header;
    }

    private bool ParseDeclaration()
    {
        if (Current.Kind == TokenKind.Directive)
            return ParseDirective(Take());
        if (Current.Is("enum"))
            return ParseEnum();
        if (Current.Is("struct"))
            return _tokens[_next + 1].Is("{") ? ParseMap() : ParseStruct();
        if (IsMapShape(Current))
            return ParseMapShape();
        if (Current.Is("_Static_assert"))
            return ParseSizeAssert();
        return Refuse("expected an enum, a struct, a map or a _Static_assert");
    }

    private bool ParseEnum()
    {
        string comment = Take().Comment;
        var constants = new List<EnumSyntax.Constant>();
        if (!TakeName(out Token name) || !Expect("{"))
            return false;
        while (!Current.Is("}"))
        {
            if (!TakeName(out Token constant))
                return false;
            uint? value = null;
            if (Accept("="))
            {
                if (!TakeNumber(out uint number))
                    return false;
                value = number;
            }
            constants.Add(new EnumSyntax.Constant(constant, value));
            if (!Accept(",") && !Current.Is("}"))
                return Refuse("expected ',' or '}'");
        }
        _header.Enums.Add(new EnumSyntax(name, comment, constants));
        return Expect("}") && Expect(";");
    }

    private bool ParseStruct()
    {
        string comment = Take().Comment;
        var fields = new List<StructSyntax.Field>();
        if (!TakeName(out Token name) || !Expect("{"))
            return false;
        while (!Current.Is("}"))
        {
            if (!ParseField(out StructSyntax.Field? field))
                return false;
            fields.Add(field!);
        }
        _header.Structs.Add(new StructSyntax(name, comment, fields));
        return Expect("}") && Expect(";");
    }

    private bool ParseField(out StructSyntax.Field? field)
    {
        field = null;
        string comment = Current.Comment;
        if (!TakeType(out CType? type) || !TakeName(out Token name))
            return false;
        Token? length = null;
        if (Accept("["))
        {
            if (Current.Kind is not (TokenKind.Number or TokenKind.Identifier))
                return Refuse("expected a length");
            length = Take();
            if (!Expect("]"))
                return false;
        }
        field = new StructSyntax.Field(type!, name, length, comment);
        return Expect(";");
    }

    private bool ParseSizeAssert()
    {
        Take();
        if (!Expect("(") || !Expect("sizeof") || !Expect("(") || !Expect("struct")
            || !TakeName(out Token name) || !Expect(")") || !Expect("=="))
            return false;
        if (Current.Kind is not (TokenKind.Number or TokenKind.Identifier))
            return Refuse("expected a size");
        _header.SizeAsserts.Add(new SizeAssertSyntax(name, Take()));
        if (!Expect(","))
            return false;
        if (Current.Kind != TokenKind.Text)
            return Refuse("expected the message of the _Static_assert");
        Take();
        return Expect(")") && Expect(";");
    }

    private bool TakeType(out CType? type)
    {
        type = null;
        if (Current.Is("enum") || Current.Is("struct"))
        {
            CTypeKind kind = Take().Is("enum") ? CTypeKind.Enum : CTypeKind.Struct;
            if (!TakeName(out Token name))
                return false;
            type = new CType(kind, name.Text, name.Place);
            return true;
        }
        if (Scalar.Find(Current.Text) is null)
            return Refuse("expected a type of fixed size");
        type = new CType(CTypeKind.Scalar, Current.Text, Current.Place);
        Take();
        return true;
    }
}
