namespace Telos.Daemon.Audit;

/// <summary>The store of the audit log cannot be used; the message says why, and what to do.</summary>
public sealed class AuditStoreException(string message, Exception? cause = null) : DaemonException(message, cause);
