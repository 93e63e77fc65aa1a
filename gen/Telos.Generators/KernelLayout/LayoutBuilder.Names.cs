namespace Telos.Generators.KernelLayout;

internal sealed partial class LayoutBuilder
{
    private TypeModel TypeOf(CType type)
    {
        switch (type.Kind)
        {
            case CTypeKind.Enum when _enums.TryGetValue(type.Name, out EnumModel? known):
                return new TypeModel(known.Name, known.Name);
            case CTypeKind.Struct when StructOf(type) is { } known:
                return new TypeModel(known.Name, known.Name);
            case CTypeKind.Scalar when Scalar.Find(type.Name) is { } scalar:
                return new TypeModel(scalar.Keyword, scalar.TypeName);
            default:
                _findings.Add(Rules.Undeclared, type.Place, type.Spelling);
                return new TypeModel("byte", "Byte");
        }
    }

    private int SizeOf(CType type) => type.Kind switch
    {
        CTypeKind.Enum => EnumSize,
        CTypeKind.Struct => StructOf(type)?.Size ?? 1,
        _ => Scalar.Find(type.Name)!.Size,
    };

    private int AlignmentOf(CType type)
    {
        if (type.Kind != CTypeKind.Struct)
            return SizeOf(type);
        return _structs.TryGetValue(type.Name, out (StructModel, int Alignment) known) ? known.Alignment : 1;
    }

    private StructModel? StructOf(CType type) =>
        _structs.TryGetValue(type.Name, out (StructModel Model, int Alignment) known) ? known.Model : null;

    private bool TryEvaluate(Token token, out uint value)
    {
        if (token.Kind == TokenKind.Number && HeaderParser.TryReadNumber(token.Text, out value))
            return true;
        if (_constants.TryGetValue(token.Text, out ConstantModel? constant))
        {
            value = constant.Value;
            return true;
        }
        value = 0;
        _findings.Add(Rules.Undeclared, token.Place, token.Text);
        return false;
    }

    /// <summary>
    /// Whether the name has its prefix and something after it. Tags and constants share a set: their prefixes
    /// keep them apart.
    /// </summary>
    private bool Claim(Token name, string prefix)
    {
        if (!_names.Add(name.Text))
            _findings.Add(Rules.Duplicate, name.Place, name.Text);
        return HasPrefix(name, prefix);
    }

    private bool HasPrefix(Token name, string prefix)
    {
        if (name.Text.StartsWith(prefix, StringComparison.Ordinal) && name.Text.Length > prefix.Length)
            return true;
        _findings.Add(Rules.WrongPrefix, name.Place, name.Text, prefix);
        return false;
    }
}
