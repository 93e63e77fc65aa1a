namespace Telos.Daemon;

/// <summary>The daemon cannot do what was asked, and Message says why and what to do, in one line.</summary>
public class DaemonException(string message, Exception? cause = null) : Exception(message, cause);
