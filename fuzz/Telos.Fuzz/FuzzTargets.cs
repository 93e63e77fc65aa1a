using Telos.Fuzz.Targets;

namespace Telos.Fuzz;

internal static class FuzzTargets
{
    public static readonly FuzzTarget[] All =
    [
        new("dns-query", DnsQueries.Parse),
        new("dns-response", DnsResponses.Parse),
        new("dns-name", DnsNames.Read),
        new("dns-name-text", DnsNames.ReadText),
        new("tcp-frame", TcpFrames.Read),
        new("protocol-line", ProtocolLines.Read),
        new("http-head", HttpHeads.Parse),
        new("model-answer", ModelAnswers.Parse),
        new("content", Contents.Scan),
        new("page-message", PageReports.Read),
        new("event-record", EventRecords.Consume),
        new("domain-list", DomainLists.Read),
        new("domain-label", DomainLabels.Fold),
        new("domain-name", DomainLabels.Judge),
        new("domain-index", DomainIndexes.Open),
    ];

    /// <summary>With a defect each.</summary>
    public static readonly FuzzTarget[] Canaries =
    [
        new("canary", Canary.Throw),
        new("canary-guard", Canary.ReadBeyond),
    ];

    public static FuzzTarget? Find(string name) => Array.Find([.. All, .. Canaries], target => target.Name == name);
}
