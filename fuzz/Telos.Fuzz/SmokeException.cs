namespace Telos.Fuzz;

/// <summary>An input broke a claim, or something was thrown that nobody expects.</summary>
internal sealed class SmokeException(string message, Exception cause) : Exception(message, cause);
