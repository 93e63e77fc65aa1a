using System.Collections.Frozen;

namespace Telos.Core.Audit;

/// <summary>
/// Why the DNS dataplane did not look a name up, in a sentence, and what to do about it. The kernel knows none of these:
/// they are told in the answer (RFC 8914) and in the log.
/// </summary>
public static class NameReasonText
{
    public const string HostDenied = "host_denied";
    public const string NameOctets = "name_octets";
    public const string NameNotGranted = "name_not_granted";
    public const string NoIntent = "no_policy";
    public const string Rebinding = "rebinding";
    public const string NameBudget = "name_budget";
    public const string BridgeFailed = "bridge_failed";
    public const string Overloaded = "overloaded";
    public const string LookAlike = "look_alike";
    public const string Harmful = "harmful";
    public const string Doubtful = "doubtful";
    public const string DecoyToken = "decoy_token";

    private static readonly FrozenDictionary<string, (string Cause, string NextStep)> s_words =
        new Dictionary<string, (string, string)>
    {
        [HostDenied] = ("The operator denies this host.", ""),
        [NameOctets] = ("The name has octets other than letters, digits, hyphens and underscores.", ""),
        [NameNotGranted] = ("The intent does not name this host.", "If the work does need it, name the host in the intent."),
        [NoIntent] = ("No intent is in force.", "Declare an intent: telos declare TEXT."),
        [Rebinding] = ("The name leads to private or local addresses only.", "Operators can give it an address in /etc/hosts."),
        [NameBudget] = ("Too much was told in names below this domain.", "Ask for fewer different names, or wait."),
        [BridgeFailed] = ("The addresses of the answer could not be granted.", "See telos status for full maps."),
        [Overloaded] = ("Too many questions are under way.", "Ask again."),
        [LookAlike] = ("The name imitates another.", "Check the spelling; telos domain NAME says which name it imitates."),
        [Harmful] = ("The name is listed as harmful.",
            "telos domain NAME says why; operators can allow it: telos domains import --as allowed."),
        [DecoyToken] = ("The name has a token in it that Telos planted in a decoy.", "See telos mirage report."),
        [Doubtful] = ("The name needs an operator's word.",
            "telos domain NAME says why; operators can allow it: telos domains import --as allowed."),
    }.ToFrozenDictionary();

    public static string Cause(string reason) => s_words[reason].Cause;

    /// <summary>False: it is no reason of the dataplane's.</summary>
    public static bool TryGet(string reason, out string cause, out string nextStep)
    {
        bool found = s_words.TryGetValue(reason, out (string Cause, string NextStep) words);
        cause = words.Cause ?? "";
        nextStep = words.NextStep ?? "";
        return found;
    }
}
