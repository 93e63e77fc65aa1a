namespace Telos.Core.Protocol;

/// <param name="Unblocked">False: nobody wanted it blocked that this asker speaks for.</param>
public sealed record UnblockResult(string Ip, bool Unblocked);
