namespace Telos.Daemon.Domains;

/// <summary>A list in the database.</summary>
/// <param name="List">What it is, as whoever imported it said.</param>
/// <param name="Imported">Unix seconds.</param>
public sealed record StoredSource(ushort Id, ImportOptions List, long Imported, long Names, long BadLines);
