namespace Telos.Generators.KernelLayout;

internal sealed partial class HeaderParser
{
    /// <summary>The macro of bpf/hash_map.h: HASH_MAP(max_entries, key, value).</summary>
    private const string HashMap = "HASH_MAP";

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

    private bool ParseHashMap()
    {
        Token macro = Take();
        if (!Expect("("))
            return false;
        if (Current.Kind is not (TokenKind.Number or TokenKind.Identifier))
            return Refuse("expected a number or a constant");
        Token entries = Take();
        if (!Expect(",") || !TakeType(out CType? key) || !Expect(",") || !TakeType(out CType? value) || !Expect(")"))
            return false;
        List<MapSyntax.Setting> settings =
        [
            new(macro with { Text = "type" }, macro with { Text = "BPF_MAP_TYPE_HASH" }),
            new(macro with { Text = "max_entries" }, entries),
            new(macro with { Text = "map_flags" }, macro with { Text = "BPF_F_NO_PREALLOC" }),
        ];
        return ParseMapName(macro.Comment, settings, key, value);
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
