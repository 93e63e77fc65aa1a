namespace Telos.Core.Setup;

/// <summary>
/// How the MCP entry stands in a file of one syntax. Every edit is made in the text, so that what is not the entry keeps
/// each of its bytes; a text that is not well-formed is never edited.
/// </summary>
public interface IEntryFormat
{
    public EntryFault? Find(byte[] text, out EntryFound found);

    /// <summary>For a text without an entry.</summary>
    public EntryFault? Add(byte[] text, out byte[] result);

    /// <summary>For a text with an entry, whoever wrote it.</summary>
    /// <param name="withServers">Whether the list of servers goes too when it is left empty.</param>
    public EntryFault? Remove(byte[] text, bool withServers, out byte[] result);

    /// <summary>A file with nothing else.</summary>
    public byte[] NewFile();

    /// <summary>Whether a well-formed text says nothing.</summary>
    public bool IsBlank(byte[] text);
}
