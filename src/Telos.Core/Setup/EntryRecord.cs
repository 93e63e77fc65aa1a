namespace Telos.Core.Setup;

/// <summary>
/// What setup did to a file, kept so that undo can restore it: a text alone does not tell whether its empty list of
/// servers, or the file itself, was there before.
/// </summary>
/// <param name="EntryOffset">Where the entry begins, counted from the place of the edit; negative when before it.</param>
/// <param name="Replaced">Whether an entry of another content stood there.</param>
/// <param name="DirectoryCreated">Whether the file's directory was made for it.</param>
public sealed record EntryRecord(
    string File, string Removed, string Inserted, int EntryOffset, bool FileCreated, bool ServersCreated, bool Replaced,
    bool DirectoryCreated = false);
