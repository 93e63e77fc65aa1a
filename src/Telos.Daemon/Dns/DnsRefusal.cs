using System.Text;
using Telos.Core.Audit;
using Telos.Core.Dns;

namespace Telos.Daemon.Dns;

/// <summary>
/// Why a name is not looked up, as it is told: response code, extended error, and JSON in its EXTRA-TEXT
/// (draft-ietf-dnsop-structured-dns-error: j, the justification; o, who says so; and r, the reason's name for machines).
/// </summary>
internal sealed class DnsRefusal
{
    private DnsRefusal(DnsRcode rcode, ExtendedError error, string reason)
        : this(rcode, error, reason, NameReasonText.Cause(reason))
    {
    }

    private DnsRefusal(DnsRcode rcode, ExtendedError error, string reason, string cause)
    {
        Rcode = rcode;
        Error = error;
        Reason = reason;
        Text = Encoding.UTF8.GetBytes($$"""{"r":"{{reason}}","j":"{{cause}}","o":"telos"}""");
    }

    /// <summary>The operator's list.</summary>
    public static DnsRefusal DeniedHost { get; } = new(
        DnsRcode.NxDomain, ExtendedError.Blocked, NameReasonText.HostDenied);

    /// <summary>Octets that no host's name has: what is compared might not be what is resolved (NUL, dots in labels).</summary>
    public static DnsRefusal ForeignOctets { get; } = new(
        DnsRcode.NxDomain, ExtendedError.Blocked, NameReasonText.NameOctets);

    public static DnsRefusal NotNamed { get; } = new(
        DnsRcode.NxDomain, ExtendedError.Filtered, NameReasonText.NameNotGranted);

    public static DnsRefusal NoPolicy { get; } = new(
        DnsRcode.Refused, ExtendedError.Prohibited, NameReasonText.NoIntent);

    public static DnsRefusal Rebinding { get; } = new(
        DnsRcode.NxDomain, ExtendedError.Blocked, NameReasonText.Rebinding);

    public static DnsRefusal BudgetSpent { get; } = new(
        DnsRcode.Refused, ExtendedError.Prohibited, NameReasonText.NameBudget);

    public static DnsRefusal BridgeFailed { get; } = new(
        DnsRcode.ServFail, ExtendedError.Other, NameReasonText.BridgeFailed);

    public static DnsRefusal Overloaded { get; } = new(
        DnsRcode.ServFail, ExtendedError.Other, NameReasonText.Overloaded);

    /// <summary>An operator's list, or one that was imported as such.</summary>
    public static DnsRefusal Harmful { get; } = new(DnsRcode.NxDomain, ExtendedError.Blocked, NameReasonText.Harmful);

    /// <summary>Somebody tells by the name what he read in a decoy.</summary>
    public static DnsRefusal DecoyToken { get; } = new(
        DnsRcode.NxDomain, ExtendedError.Blocked, NameReasonText.DecoyToken);

    /// <summary>Nobody is there to be asked, so the answer is no, at once.</summary>
    public static DnsRefusal Doubtful { get; } = new(DnsRcode.Refused, ExtendedError.Prohibited, NameReasonText.Doubtful);

    /// <param name="imitated">A host's name: letters, digits, hyphens and dots.</param>
    public static DnsRefusal LookAlikeOf(string imitated) => new(
        DnsRcode.NxDomain, ExtendedError.Blocked, NameReasonText.LookAlike, $"The name imitates {imitated}.");

    /// <summary>It is about the name itself, so that nothing good is where it leads.</summary>
    public bool IsOfTheName => Reason is NameReasonText.LookAlike or NameReasonText.Harmful;

    public DnsRcode Rcode { get; }

    public ExtendedError Error { get; }

    public string Reason { get; }

    public byte[] Text { get; }
}
