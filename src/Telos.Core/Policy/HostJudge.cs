using System.Net;
using Telos.Core.Abi;

namespace Telos.Core.Policy;

/// <summary>Whether a host that an intent names may be reached at all.</summary>
public static class HostJudge
{
    private static readonly string[] s_metadataNames =
        ["metadata.google.internal", "metadata.goog", "instance-data.ec2.internal",
            "metadata.azure.internal"];

    /// <summary>Null when nothing speaks against the host.</summary>
    public static Refusal? Judge(string host, Ceiling ceiling)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            string kind = AddressKinds.Objection(AddressKinds.Of(address));
            return kind.Length > 0
                ? new Refusal(host, Verdict.Deny, $"{host} is {kind}")
                : ObjectionByCeiling(host, ceiling);
        }

        if (s_metadataNames.Any(name => Covers(name, host)))
        {
            return new Refusal(host, Verdict.Deny,
                $"{host} is a cloud metadata service, which hands out credentials");
        }

        if (!System.Text.Ascii.IsValid(host)
            || host.Split('.').Any(l => l.StartsWith("xn--", StringComparison.Ordinal)))
        {
            return ObjectionByCeiling(host, ceiling) ?? new Refusal(host, Verdict.Escalate,
                $"{host} is written in letters beyond ASCII, which can imitate another name");
        }

        string brand = LookAlike.Find(host);
        return brand.Length > 0
            ? new Refusal(host, Verdict.Deny, $"{host} looks like {brand}")
            : ObjectionByCeiling(host, ceiling);
    }

    /// <summary>What the ceiling alone says.</summary>
    public static Refusal? ObjectionByCeiling(string host, Ceiling ceiling)
    {
        if (Denies(ceiling, host))
        {
            return new Refusal(host, Verdict.Deny, $"the ceiling denies {host}");
        }

        return ceiling.AllowedHosts is { } allowed && !allowed.Any(name => Covers(name, host))
            ? new Refusal(host, Verdict.Deny, $"the ceiling allows other hosts only, not {host}")
            : null;
    }

    public static bool Denies(Ceiling ceiling, string host) => ceiling.DeniedHosts.Any(name => Covers(name, host));

    /// <summary>Whether a name covers a host: it is the host, or the host lies below it.</summary>
    public static bool Covers(string name, string host) =>
        host == name || host.EndsWith("." + name, StringComparison.Ordinal);
}
