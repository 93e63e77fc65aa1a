using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Telos.Core.Policy;

/// <summary>Every key of policy.yaml by the section that it stands in; "" is the top, "labels" one label.</summary>
public static class CeilingKeys
{
    public const string Top = "";
    public const string Label = "labels";
    public const string Model = "adjudication.model";

    private static readonly FrozenDictionary<string, ImmutableArray<string>> s_sections =
        new Dictionary<string, ImmutableArray<string>>
    {
        [Top] =
        [
            "adjudication", "agents", "dns", "execution", "filesystem", "hyperion", "intents", "metrics", "mirage",
            "network", "profile", "taint", "watchdog",
        ],
        ["adjudication"] = ["model", "order", "timeout", "webhook"],
        ["agents"] = ["max", "per_user", "users"],
        ["dns"] = ["listen", "name_bits", "name_bits_total", "upstreams"],
        ["execution"] = ["allowed_programs", "default_mode", "denied_programs", "without_lsm"],
        ["filesystem"] = ["code", "defaults", "labels", "run_later", "workspace", "write", "write_by"],
        ["hyperion"] = ["interfaces", "port", "token_file"],
        ["intents"] = ["ttl_max"],
        ["metrics"] = ["port"],
        ["mirage"] = ["decoys", "in_place", "tripwire"],
        [Model] = ["calls_per_hour", "denials_kept", "endpoint", "name", "timeout_ms"],
        ["network"] = ["allowed_hosts", "denied_hosts", "send", "unix_sockets"],
        ["taint"] = ["pages_max", "slam_at"],
        ["watchdog"] = ["exec", "file", "network", "stale"],
        [Label] = ["path", "level", "grantable"],
    }.ToFrozenDictionary();

    public static IEnumerable<string> Sections => s_sections.Keys.Order(StringComparer.Ordinal);

    public static ImmutableArray<string> Of(string section) => s_sections[section];
}
