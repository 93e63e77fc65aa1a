namespace Telos.Linux.Files;

/// <summary>
/// What tells one state of a file from another without reading it: statx(2). The default is of no file. A file system on a
/// network is not asked: its server could keep the caller waiting.
/// </summary>
/// <param name="BirthNs">0 where the file system does not know.</param>
public readonly record struct FileStamp(ulong Device, ulong Inode, ulong CtimeNs, ulong BirthNs, uint Uid, ushort Mode);
