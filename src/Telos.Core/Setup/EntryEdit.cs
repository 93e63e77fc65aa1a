namespace Telos.Core.Setup;

/// <summary>What setup, or its undoing, comes to in a file. Nothing is written here.</summary>
/// <param name="After">The file's new content, null for no file; the former one where nothing changes.</param>
/// <param name="EntryText">The entry that was found, as it stands in the file.</param>
/// <param name="Record">What undo needs; null but where something is added.</param>
public sealed record EntryEdit(EntryOutcome Outcome, byte[]? After, string EntryText, EntryRecord? Record)
{
    /// <param name="before">Null for no file.</param>
    /// <param name="force">Whether an entry of another content is replaced.</param>
    public static EntryFault? Add(IEntryFormat format, string file, byte[]? before, bool force, out EntryEdit edit)
    {
        EntryFound found = new(EntryState.Absent, -1, "", HasServers: false);
        edit = new EntryEdit(EntryOutcome.Present, before, "", null);
        if (before is not null && format.Find(before, out found) is EntryFault malformed)
        {
            return malformed;
        }

        edit = edit with { EntryText = found.Text };
        if (found.State == EntryState.Ours || (found.State == EntryState.Other && !force))
        {
            edit = edit with { Outcome = found.State == EntryState.Ours ? EntryOutcome.Present : EntryOutcome.Conflict };
            return null;
        }

        if (Write(format, before, out byte[] after) is EntryFault fault)
        {
            return fault;
        }

        _ = format.Find(after, out EntryFound written);
        Splice splice = Splice.Between(before, after);
        bool replaced = found.State == EntryState.Other;
        edit = new EntryEdit(
            replaced ? EntryOutcome.Replaced : EntryOutcome.Added, after, found.Text,
            new EntryRecord(
                file, splice.Removed, splice.Inserted, written.Start - splice.Start, before is null, !found.HasServers,
                replaced));
        return null;
    }

    /// <param name="record">Null when setup did not write the entry, or it is not known any more.</param>
    /// <param name="force">Whether an entry is removed that was changed since.</param>
    public static EntryFault? Undo(IEntryFormat format, byte[]? text, EntryRecord? record, bool force, out EntryEdit edit)
    {
        edit = new EntryEdit(EntryOutcome.Absent, text, "", null);
        if (text is null)
        {
            return null;
        }

        if (format.Find(text, out EntryFound found) is EntryFault malformed)
        {
            return malformed;
        }

        edit = edit with { EntryText = found.Text };
        if (found.State == EntryState.Absent || (found.State == EntryState.Other && !force))
        {
            edit = edit with { Outcome = found.State == EntryState.Absent ? EntryOutcome.Absent : EntryOutcome.Conflict };
            return null;
        }

        if (record is not null && Restore(format, text, found, record, out byte[]? former))
        {
            edit = edit with { Outcome = record.Replaced ? EntryOutcome.Restored : EntryOutcome.Removed, After = former };
            return null;
        }

        EntryFault? fault = format.Remove(text, record?.ServersCreated ?? false, out byte[] rest);
        bool nothingLeft = fault is null && record is { FileCreated: true } && format.IsBlank(rest);
        edit = edit with { Outcome = EntryOutcome.Removed, After = nothingLeft ? null : rest };
        return fault;
    }

    // A text is what setup once found only if setup would make the present one of it; what was edited since around the
    // entry may make the former place wrong (a comma, a key that would fall into another table).
    private static bool Restore(IEntryFormat format, byte[] text, EntryFound found, EntryRecord record, out byte[]? former)
    {
        Splice splice = new(found.Start - record.EntryOffset, record.Removed, record.Inserted);
        former = splice.Undo(text);
        if (former is null)
        {
            return false;
        }

        former = record.FileCreated && former.Length == 0 ? null : former;
        return Write(format, former, out byte[] again) is null && again.AsSpan().SequenceEqual(text);
    }

    private static EntryFault? Write(IEntryFormat format, byte[]? before, out byte[] after)
    {
        if (before is null)
        {
            after = format.NewFile();
            return null;
        }

        after = before;
        if (format.Find(before, out EntryFound found) is EntryFault malformed)
        {
            return malformed;
        }

        return found.State != EntryState.Absent && format.Remove(before, withServers: false, out after) is EntryFault fault
            ? fault
            : format.Add(after, out after);
    }
}
