namespace Telos.Linux.Attempts;

/// <summary>Whose child starts the program.</summary>
public enum Lineage
{
    Child,

    /// <summary>A grandchild whose parent has ended.</summary>
    Orphan,

    /// <summary>The same, in a session of its own.</summary>
    Daemon,
}
