namespace Telos.Client;

/// <summary>The connection had ended. What was not sent whole, nobody has done: it may be sent again.</summary>
internal sealed class UnsentException(string message, Exception cause) : UnavailableException(message, cause);
