namespace Telos.Client;

/// <summary>No daemon answers. What the kernel holds an agent to does not depend on it.</summary>
public class UnavailableException(string message, Exception? cause = null) : TelosException(message, cause);
