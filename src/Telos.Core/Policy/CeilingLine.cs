using System.Collections.Immutable;

namespace Telos.Core.Policy;

/// <summary>One key of a ceiling that is written out: a scalar or a list. Literal: a number or true and false, which
/// JSON has as such.</summary>
internal sealed record CeilingLine(string Section, string Key, string Scalar, ImmutableArray<string>? Items, bool IsLiteral)
{
    public static CeilingLine Of(string section, string key, string text) => new(section, key, text, null, IsLiteral: false);

    public static CeilingLine Of(string section, string key, bool flag) =>
        new(section, key, flag ? "true" : "false", null, IsLiteral: true);

    public static CeilingLine Of(string section, string key, int number) =>
        new(section, key, number.ToString(System.Globalization.CultureInfo.InvariantCulture), null, IsLiteral: true);

    public static CeilingLine Of(string section, string key, IEnumerable<string> items) =>
        new(section, key, "", [.. items], IsLiteral: false);
}
