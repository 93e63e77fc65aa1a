namespace Telos.Core.Protocol;

/// <param name="Ip">As Telos writes it.</param>
/// <param name="Result">blocked, extended, or the name of what speaks against it.</param>
/// <param name="Reason">The same in words.</param>
public sealed record BlockResult(string Ip, bool Blocked, string Result, string Reason);
