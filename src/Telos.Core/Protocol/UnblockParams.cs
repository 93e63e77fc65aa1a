namespace Telos.Core.Protocol;

/// <summary>On control.sock whoever wanted it blocked, over HTTP what came over HTTP.</summary>
public sealed record UnblockParams(string Ip);
