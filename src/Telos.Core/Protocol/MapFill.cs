namespace Telos.Core.Protocol;

public sealed record MapFill(string Name, int Entries, long EntriesMax);
