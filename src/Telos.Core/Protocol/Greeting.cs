namespace Telos.Core.Protocol;

/// <summary>The server's first line.</summary>
public sealed record Greeting(int Telos);
