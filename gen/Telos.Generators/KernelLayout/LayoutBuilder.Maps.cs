namespace Telos.Generators.KernelLayout;

internal sealed partial class LayoutBuilder
{
    private static readonly string[] s_settings = ["type", "max_entries", "map_flags"];

    private readonly HashSet<string> _mapNames = [];

    private MapModel BuildMap(MapSyntax syntax)
    {
        string cName = syntax.Name.Text;
        // telos_config is a struct's tag and a map's name, which C allows.
        if (!_mapNames.Add(cName))
            _findings.Add(Rules.Duplicate, syntax.Name.Place, cName);
        bool named = HasPrefix(syntax.Name, CName.TypePrefix);

        MapType type = TypeOf(syntax);
        CheckSettings(syntax, type);
        return new MapModel(
            cName,
            named ? CName.ToTypeName(cName) : cName,
            type.Name,
            syntax.Key is { } key ? TypeOf(key) : null,
            syntax.Value is { } value ? TypeOf(value) : null,
            MaxEntriesOf(syntax),
            syntax.Comment);
    }

    private MapType TypeOf(MapSyntax syntax)
    {
        if (syntax.Find("type") is not { } setting)
        {
            Refuse(syntax, "it has no type");
            return MapType.All[0];
        }
        if (Array.Find(MapType.All, type => type.CName == setting.Value.Text) is { } known)
            return known;
        _findings.Add(Rules.UnknownMapType, setting.Value.Place, syntax.Name.Text, setting.Value.Text);
        return MapType.All[0];
    }

    private void CheckSettings(MapSyntax syntax, MapType type)
    {
        foreach (MapSyntax.Setting setting in syntax.Settings)
        {
            if (Array.IndexOf(s_settings, setting.Name.Text) < 0)
                Refuse(syntax, $"'{setting.Name.Text}' is not a setting that is known");
        }
        bool noPrealloc = false;
        if (syntax.Find("map_flags") is { } flags)
        {
            noPrealloc = flags.Value.Text == "BPF_F_NO_PREALLOC";
            bool isMapped = flags.Value.Text == "BPF_F_MMAPABLE" && type.CName == "BPF_MAP_TYPE_ARRAY";
            if (!noPrealloc && !isMapped)
                Refuse(syntax, $"'{flags.Value.Text}' is not a flag that is known for it");
        }
        if (type.HasKey != syntax.Key is not null || type.HasKey != syntax.Value is not null)
            Refuse(syntax, type.HasKey ? "it needs a key and a value" : "it has neither key nor value");
        if (type.HasMaxEntries != syntax.Find("max_entries") is not null)
            Refuse(syntax, type.HasMaxEntries ? "it needs max_entries" : "its entries are not counted");
        // bpf_local_storage_map_alloc_check refuses local storage without it.
        if (!type.HasMaxEntries && !noPrealloc)
            Refuse(syntax, "it needs BPF_F_NO_PREALLOC");
    }

    private string MaxEntriesOf(MapSyntax syntax)
    {
        if (syntax.Find("max_entries") is not { } setting || !TryEvaluate(setting.Value, out uint count))
            return "0";
        return setting.Value.Kind == TokenKind.Identifier ? "KernelAbi." + setting.Value.Text : Text(count);
    }

    private void Refuse(MapSyntax syntax, string reason) =>
        _findings.Add(Rules.BadMap, syntax.Name.Place, syntax.Name.Text, reason);
}
