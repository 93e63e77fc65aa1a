namespace Telos.Core.Policy;

public sealed record HostDocument(string Host, ushort Port, string Transport, string Reason);
