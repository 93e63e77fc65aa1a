namespace Telos.Daemon.Gates;

/// <summary>Where the kernel tells which security modules are active.</summary>
internal enum SecurityFilesystem
{
    /// <summary>The kernel has no such file system, and so no security modules.</summary>
    Unknown,

    NotMounted,

    Mounted,
}
