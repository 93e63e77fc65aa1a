namespace Telos.Daemon;

/// <summary>This machine cannot hold what was asked for. The message is one line with what to do.</summary>
public sealed class UnsupportedException(string message) : DaemonException(message);
