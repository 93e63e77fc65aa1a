namespace Telos.Core.Protocol;

/// <summary>What a request over HTTP is answered with that is not carried out.</summary>
public sealed record HttpFault(string Error);
