namespace Telos.Daemon.Audit;

/// <summary>Where the audit log's parts are.</summary>
internal sealed record AuditPaths(string Log, string Store, string Key, string PublicKey)
{
    public static AuditPaths OfThisMachine { get; } =
        new(TelosPaths.AuditLog, TelosPaths.AuditStore, TelosPaths.AuditKey, TelosPaths.AuditPublicKey);
}
