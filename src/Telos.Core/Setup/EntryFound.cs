namespace Telos.Core.Setup;

/// <summary>What a tool's file has under Telos's name.</summary>
/// <param name="Start">The offset of its first byte; -1 when it is absent.</param>
/// <param name="Text">As it stands in the file.</param>
/// <param name="HasServers">Whether there is a list of servers, empty or not.</param>
public sealed record EntryFound(EntryState State, int Start, string Text, bool HasServers);
