namespace Telos.Daemon.Domains;

/// <summary>The database of domains cannot be used: which, why, and what to do.</summary>
public sealed class DomainStoreException(string message, Exception? cause = null) : DaemonException(message, cause);
