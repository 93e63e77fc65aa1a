namespace Telos.Client;

/// <summary>A request is longer than a message may be, and was not sent.</summary>
public sealed class MessageTooLongException(string message) : TelosException(message);
