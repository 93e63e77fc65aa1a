namespace Telos.Core.Setup;

public enum EntryState
{
    Absent,

    /// <summary>An entry that starts telos mcp and nothing else.</summary>
    Ours,

    /// <summary>Telos's name with another content.</summary>
    Other,
}
