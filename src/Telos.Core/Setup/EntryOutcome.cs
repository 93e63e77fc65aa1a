namespace Telos.Core.Setup;

public enum EntryOutcome
{
    Added,
    Replaced,
    Removed,

    /// <summary>The entry that setup had replaced stands there again.</summary>
    Restored,

    /// <summary>Setup was asked for, and the entry is there already.</summary>
    Present,

    /// <summary>Undo was asked for, and there is no entry.</summary>
    Absent,

    /// <summary>There is an entry of another content, which only force touches.</summary>
    Conflict,
}
