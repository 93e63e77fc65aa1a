namespace Telos.Generators.KernelLayout;

internal sealed partial class HeaderParser
{
    private const string NoPrealloc = "BPF_F_NO_PREALLOC";
    private const string Mmapable = "BPF_F_MMAPABLE";

    // The macros of bpf/map_shapes.h.
    private static bool IsMapShape(Token token) => token.Is("HASH_MAP") || token.Is("ARRAY_MAP") || token.Is("SHARED_ARRAY_MAP")
        || token.Is("COUNTERS_MAP") || token.Is("RING_MAP") || token.Is("STORAGE_MAP");

    private bool ParseMap()
    {
        string comment = Take().Comment;
        var settings = new List<MapSyntax.Setting>();
        CType? key = null;
        CType? value = null;
        if (!Expect("{"))
            return false;
        while (!Current.Is("}"))
        {
            if (!(Current.Is("__type") ? ParseMapType(ref key, ref value) : ParseSetting(settings)))
                return false;
        }
        return Expect("}") && ParseMapName(comment, settings, key, value);
    }

    private bool ParseMapShape()
    {
        Token macro = Take();
        if (!Expect("("))
            return false;
        if (Current.Kind is not (TokenKind.Number or TokenKind.Identifier))
            return Refuse("expected a number or a constant");
        Token first = Take();
        bool ring = macro.Is("RING_MAP");
        CType? key = ring ? null : new CType(CTypeKind.Scalar, "__u32", macro.Place);
        CType? value = ring ? null : new CType(CTypeKind.Scalar, "__u64", macro.Place);
        if (macro.Is("HASH_MAP") && (!Expect(",") || !TakeType(out key)))
            return false;
        if (!ring && !macro.Is("COUNTERS_MAP") && (!Expect(",") || !TakeType(out value)))
            return false;
        return Expect(")") && ParseMapName(macro.Comment, SettingsOf(macro, first), key, value);
    }

    private static List<MapSyntax.Setting> SettingsOf(Token macro, Token first)
    {
        MapSyntax.Setting Fixed(string name, string value) => new(macro with { Text = name }, macro with { Text = value });
        MapSyntax.Setting entries = new(macro with { Text = "max_entries" }, first);
        return macro.Text switch
        {
            "HASH_MAP" => [Fixed("type", "BPF_MAP_TYPE_HASH"), entries, Fixed("map_flags", NoPrealloc)],
            "ARRAY_MAP" => [Fixed("type", "BPF_MAP_TYPE_ARRAY"), entries],
            "SHARED_ARRAY_MAP" => [Fixed("type", "BPF_MAP_TYPE_ARRAY"), entries, Fixed("map_flags", Mmapable)],
            "COUNTERS_MAP" => [Fixed("type", "BPF_MAP_TYPE_PERCPU_ARRAY"), entries],
            "RING_MAP" => [Fixed("type", "BPF_MAP_TYPE_RINGBUF"), entries],
            _ => [new(macro with { Text = "type" }, first), Fixed("map_flags", NoPrealloc)],
        };
    }

    private bool ParseMapName(string comment, List<MapSyntax.Setting> settings, CType? key, CType? value)
    {
        if (!TakeName(out Token name) || !Expect("__weak") || !Expect("SEC") || !Expect("("))
            return false;
        if (Current.Kind != TokenKind.Text || Current.Text != "\".maps\"")
            return Refuse("expected \".maps\"");
        Take();
        _header.Maps.Add(new MapSyntax(name, comment, settings, key, value));
        return Expect(")") && Expect(";");
    }

    private bool ParseSetting(List<MapSyntax.Setting> settings)
    {
        if (!Expect("__uint") || !Expect("(") || !TakeName(out Token name) || !Expect(","))
            return false;
        if (Current.Kind is not (TokenKind.Number or TokenKind.Identifier))
            return Refuse("expected a number or a constant");
        settings.Add(new MapSyntax.Setting(name, Take()));
        return Expect(")") && Expect(";");
    }

    private bool ParseMapType(ref CType? key, ref CType? value)
    {
        Take();
        if (!Expect("("))
            return false;
        bool isKey = Current.Is("key");
        if (!isKey && !Current.Is("value"))
            return Refuse("expected 'key' or 'value'");
        Take();
        if (!Expect(",") || !TakeType(out CType? type))
            return false;
        if (isKey)
            key = type;
        else
            value = type;
        return Expect(")") && Expect(";");
    }
}
