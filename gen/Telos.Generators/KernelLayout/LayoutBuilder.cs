using System.Collections.Immutable;
using System.Globalization;

namespace Telos.Generators.KernelLayout;

/// <summary>Gives the declarations their C layout, and refuses what breaks the header's own rules.</summary>
internal sealed partial class LayoutBuilder
{
    private const int EnumSize = 4;

    private readonly HeaderSyntax _header;
    private readonly Findings _findings;
    private readonly Dictionary<string, ConstantModel> _constants = [];
    private readonly Dictionary<string, EnumModel> _enums = [];
    private readonly Dictionary<string, (StructModel Model, int Alignment)> _structs = [];
    private readonly HashSet<string> _names = [];

    private LayoutBuilder(HeaderSyntax header, Findings findings)
    {
        _header = header;
        _findings = findings;
    }

    public static KernelModel Build(HeaderSyntax header, Findings findings)
    {
        var builder = new LayoutBuilder(header, findings);
        EquatableArray<ConstantModel> constants = Each(header.Constants, builder.BuildConstant);
        EquatableArray<EnumModel> enums = Each(header.Enums, builder.BuildEnum);
        EquatableArray<StructModel> structs = Each(header.Structs, builder.BuildStruct);
        builder.CheckSizeAsserts();
        EquatableArray<MapModel> maps = Each(header.Maps, builder.BuildMap);
        return new KernelModel(constants, enums, structs, maps, builder.BuildEvents());
    }

    private ConstantModel BuildConstant(ConstantSyntax syntax)
    {
        var model = new ConstantModel(syntax.Name.Text, syntax.Value, syntax.Name.Comment);
        Claim(syntax.Name, "TELOS_");
        _constants[model.Name] = model;
        return model;
    }

    private EnumModel BuildEnum(EnumSyntax syntax)
    {
        bool named = Claim(syntax.Name, CName.TypePrefix);
        string prefix = CName.ConstantPrefix(syntax.Name.Text);
        var constants = ImmutableArray.CreateBuilder<EnumModel.Constant>();
        foreach (EnumSyntax.Constant constant in syntax.Constants)
        {
            string cName = constant.Name.Text;
            if (constant.Value is null)
                _findings.Add(Rules.NoValue, constant.Name.Place, cName);
            if (Claim(constant.Name, prefix) && constant.Value is { } value)
            {
                string name = CName.ToPascalCase(cName.Substring(prefix.Length));
                constants.Add(new EnumModel.Constant(cName, name, value));
            }
        }
        string typeName = named ? CName.ToTypeName(syntax.Name.Text) : syntax.Name.Text;
        var model = new EnumModel(syntax.Name.Text, typeName, syntax.Comment, new(constants.ToImmutable()));
        _enums[model.CName] = model;
        return model;
    }

    private StructModel BuildStruct(StructSyntax syntax)
    {
        bool named = Claim(syntax.Name, CName.TypePrefix);
        var fields = ImmutableArray.CreateBuilder<StructModel.Field>();
        var fieldNames = new HashSet<string>();
        int offset = 0;
        int alignment = 1;
        foreach (StructSyntax.Field field in syntax.Fields)
        {
            if (!fieldNames.Add(CName.ToPascalCase(field.Name.Text)))
                _findings.Add(Rules.Duplicate, field.Name.Place, field.Name.Text);
            int fieldAlignment = AlignmentOf(field.Type);
            int at = RoundUp(offset, fieldAlignment);
            if (at != offset)
                RefusePadding(syntax.Name, field.Name, at - offset, $"before '{field.Name.Text}'");
            StructModel.Field model = BuildField(field, at);
            fields.Add(model);
            offset = at + model.Size;
            alignment = Math.Max(alignment, fieldAlignment);
        }
        int size = RoundUp(offset, alignment);
        if (size != offset)
            RefusePadding(syntax.Name, syntax.Name, size - offset, "at its end");
        if (size == 0)
            Refuse(syntax.Name, "expected a struct with fields");
        string typeName = named ? CName.ToTypeName(syntax.Name.Text) : syntax.Name.Text;
        var result = new StructModel(
            syntax.Name.Text, typeName, size, syntax.Comment, new(fields.ToImmutable()));
        _structs[result.CName] = (result, alignment);
        return result;
    }

    private StructModel.Field BuildField(StructSyntax.Field field, int offset)
    {
        TypeModel type = TypeOf(field.Type);
        int size = SizeOf(field.Type);
        ArrayModel? array = null;
        if (field.Length is { } lengthToken && TryEvaluate(lengthToken, out uint length))
        {
            if (length is 0 or > ushort.MaxValue)
                Refuse(lengthToken, "expected a length from 1 to 65535");
            string arrayName = $"{type.TypeName}Array{length}";
            array = new ArrayModel(arrayName, type.Keyword, (int)(length & ushort.MaxValue));
            size *= array.Length;
        }
        string name = CName.ToPascalCase(field.Name.Text);
        return new StructModel.Field(field.Name.Text, name, type, array, offset, size, field.Comment);
    }

    private void CheckSizeAsserts()
    {
        foreach (SizeAssertSyntax assertion in _header.SizeAsserts)
        {
            Token name = assertion.StructName;
            if (!_structs.TryGetValue(name.Text, out (StructModel Model, int Alignment) known))
                _findings.Add(Rules.Undeclared, name.Place, "struct " + name.Text);
            else if (TryEvaluate(assertion.Size, out uint size) && size != known.Model.Size)
                RefuseSize(assertion, known.Model.Size, size);
        }
        foreach (StructSyntax declared in _header.Structs)
        {
            if (!_header.SizeAsserts.Exists(assertion => assertion.StructName.Text == declared.Name.Text))
                _findings.Add(Rules.NoSizeAssert, declared.Name.Place, declared.Name.Text);
        }
    }

    private void Refuse(Token at, string expectation) =>
        _findings.Add(Rules.OutsideSubset, at.Place, at.Text, expectation);

    private void RefuseSize(SizeAssertSyntax assertion, int computed, uint asserted)
    {
        string name = assertion.StructName.Text;
        _findings.Add(Rules.SizeMismatch, assertion.Size.Place, name, Text(computed), Text(asserted));
    }

    private void RefusePadding(Token structName, Token at, int bytes, string where) =>
        _findings.Add(Rules.ImplicitPadding, at.Place, structName.Text, Text(bytes), where);

    private static int RoundUp(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static EquatableArray<TModel> Each<TSyntax, TModel>(
        List<TSyntax> syntax, Func<TSyntax, TModel> build)
        where TModel : IEquatable<TModel>
    {
        var models = ImmutableArray.CreateBuilder<TModel>(syntax.Count);
        foreach (TSyntax one in syntax)
            models.Add(build(one));
        return new EquatableArray<TModel>(models.ToImmutable());
    }
}
