using System.Collections.Immutable;

namespace Telos.Generators.KernelLayout;

internal sealed partial class LayoutBuilder
{
    private const string KindEnum = "telos_event_kind";
    private const string EventPrefix = "telos_event_";
    private const string HeaderStruct = "telos_event_header";

    private EventsModel? BuildEvents()
    {
        if (_header.Enums.Find(declared => declared.Name.Text == KindEnum) is not { } kindEnum)
            return null;
        if (!_structs.TryGetValue(HeaderStruct, out (StructModel Model, int Alignment) header)
            || KindFieldOf(header.Model) is not { } kindField)
        {
            string reason = $"no struct {HeaderStruct} has a field of type enum {KindEnum}";
            _findings.Add(Rules.NoEventStruct, kindEnum.Name.Place, KindEnum, reason);
            return null;
        }

        var kinds = ImmutableArray.CreateBuilder<EventsModel.Kind>();
        foreach (EnumModel.Constant constant in _enums[KindEnum].Constants)
        {
            string suffix = constant.CName.Substring(CName.ConstantPrefix(KindEnum).Length);
            string structName = EventPrefix + suffix.ToLowerInvariant();
            if (_structs.TryGetValue(structName, out (StructModel Model, int Alignment) known)
                && BeginsWithHeader(known.Model))
            {
                kinds.Add(new EventsModel.Kind(constant.Name, known.Model.Name, structName));
                continue;
            }
            Token name = kindEnum.Constants.Find(declared => declared.Name.Text == constant.CName)!.Name;
            string missing = $"no struct {structName} begins with 'struct {HeaderStruct} header'";
            _findings.Add(Rules.NoEventStruct, name.Place, name.Text, missing);
        }
        string kindName = _enums[KindEnum].Name;
        return new EventsModel(header.Model.Name, kindField.Name, kindName, new(kinds.ToImmutable()));
    }

    private StructModel.Field? KindFieldOf(StructModel header)
    {
        foreach (StructModel.Field field in header.Fields)
        {
            if (field.Type.Keyword == _enums[KindEnum].Name && field.Array is null)
                return field;
        }
        return null;
    }

    private bool BeginsWithHeader(StructModel candidate)
    {
        StructModel.Field? first = candidate.Fields.Count > 0 ? candidate.Fields[0] : null;
        string headerName = _structs[HeaderStruct].Model.Name;
        return first is { CName: "header", Array: null } && first.Type.Keyword == headerName;
    }
}
