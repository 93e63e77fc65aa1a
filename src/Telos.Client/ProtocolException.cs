namespace Telos.Client;

/// <summary>The other side is no Telos, or one of another version.</summary>
public sealed class ProtocolException(string message, Exception? cause = null) : TelosException(message, cause);
