namespace Telos.Generators.KernelLayout;

internal sealed partial class LayoutBuilder
{
    private TypeModel TypeOf(CType type)
    {
        switch (type.Kind)
        {
            case CTypeKind.Enum when _enums.TryGetValue(type.Name, out EnumModel? known):
                return new TypeModel(known.Name, known.Name);
            case CTypeKind.Struct when _structs.TryGetValue(type.Name, out (StructModel Model, int Alignment) known):
                return new TypeModel(known.Model.Name, known.Model.Name);
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
        CTypeKind.Struct => _structs.TryGetValue(type.Name, out (StructModel Model, int) known) ? known.Model.Size : 1,
        _ => Scalar.Find(type.Name)!.Size,
    };

    private int AlignmentOf(CType type) => type.Kind switch
    {
        CTypeKind.Struct => _structs.TryGetValue(type.Name, out (StructModel, int Alignment) known) ? known.Alignment : 1,
        _ => SizeOf(type),
    };

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
    /// Whether the name has its prefix and something after it. C keeps tags, constants and maps apart from one
    /// another; here one set will do, because no two of them are spelt alike.
    /// </summary>
    private bool Claim(Token token, string name, string prefix)
    {
        if (!_names.Add(name))
            _findings.Add(Rules.Duplicate, token.Place, name);
        if (name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length)
            return true;
        _findings.Add(Rules.WrongPrefix, token.Place, name, prefix);
        return false;
    }
}
