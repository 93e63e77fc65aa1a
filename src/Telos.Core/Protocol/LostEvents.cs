namespace Telos.Core.Protocol;

/// <summary>How many notifications this client did not take in time, since it was told last.</summary>
public sealed record LostEvents(long Count);
