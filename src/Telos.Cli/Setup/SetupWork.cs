using System.Text.Json;
using Telos.Core.Audit;
using Telos.Core.Setup;
using Telos.Linux;
using Telos.Linux.Files;

namespace Telos.Cli.Setup;

/// <summary>Puts the entry into a tool's file, or takes it out: shown first, then asked about, then done.</summary>
internal sealed class SetupWork(SetupTool tool, SetupChoice choice)
{
    // .claude.json keeps whole conversations on some machines.
    private const int LengthMax = 64 << 20;

    private string _file = tool.File;

    public int Do()
    {
        byte[]? before = Read();
        EntryRecord[] records = SetupRecords.Load();
        EntryRecord? record = Array.Find(records, known => known.File == _file);
        EntryFault? fault = choice.Undo
            ? EntryEdit.Undo(tool.Format, before, record, choice.Force, out EntryEdit edit)
            : EntryEdit.Add(tool.Format, _file, before, choice.Force, out edit);
        if (fault is not null)
        {
            throw new VerbException(
                ExitCode.Failed, $"{_file}:{fault.Line}:{fault.Column}: {fault.Message}", ["nothing was changed"]);
        }

        if (edit.Outcome == EntryOutcome.Conflict)
        {
            throw new VerbException(ExitCode.Failed, ConflictText(), edit.EntryText.Split('\n'));
        }

        IReadOnlyList<string> diff = UnifiedDiff.Of(_file, before, edit.After);
        bool changes = edit.Outcome is not (EntryOutcome.Present or EntryOutcome.Absent);
        if (!choice.Json)
        {
            Print(diff);
        }

        if (changes && !choice.DryRun)
        {
            RequireYes();
            Change(before, edit, record, records);
        }

        Tell(edit, record, diff, changes);
        return ExitCode.Ok;
    }

    private byte[]? Read()
    {
        Errno error = WholeFile.TryRead(tool.File, LengthMax, out _file, out byte[]? content);
        string? problem = error switch
        {
            Errno.None => null,
            Errno.ENOENT when new FileInfo(tool.File).LinkTarget is string target => $"is a link to {target}, which is not there",
            Errno.ENOENT => null,
            Errno.EINVAL => "is not a regular file",
            Errno.EFBIG => $"is larger than {LengthMax >> 20} MB",
            _ => $"cannot be read: {error}",
        };
        return problem is null
            ? content
            : throw new VerbException(ExitCode.Failed, $"{tool.File} {problem}: nothing was changed");
    }

    private void RequireYes()
    {
        if (choice.Yes)
        {
            return;
        }

        if (choice.Json || Console.IsInputRedirected)
        {
            throw new VerbException(
                ExitCode.Usage, "nothing was changed: without a terminal to ask on, add --yes (or --dry-run to look alone)");
        }

        Console.Error.Write("telos: change it so? [y/N] ");
        if (Console.In.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new VerbException(ExitCode.Failed, "nothing was changed");
        }
    }

    // The record first: without it undo could take out the entry, but not restore the file.
    private void Change(byte[]? before, EntryEdit edit, EntryRecord? record, EntryRecord[] records)
    {
        UserDirectory.RequireOwn(_file);
        string directory = Path.GetDirectoryName(_file)!;
        bool made = !choice.Undo && tool.MakeDirectory?.Invoke(directory) == true;
        EntryRecord[] others = [.. records.Where(known => known.File != _file)];
        EntryRecord[] next = edit.Record is null ? others : [.. others, edit.Record with { DirectoryCreated = made }];
        if (!choice.Undo)
        {
            SetupRecords.Save(next);
        }

        try
        {
            Write(before, edit.After);
        }
        catch (Exception error) when (error is LinuxException or VerbException && !choice.Undo)
        {
            SetupRecords.Save(records);
            throw;
        }

        if (choice.Undo && records.Length > others.Length)
        {
            SetupRecords.Save(others);
        }

        if (edit.After is null && record is { DirectoryCreated: true })
        {
            PrivateDirectory.TryRemove(directory);
        }
    }

    private void Write(byte[]? before, byte[]? after)
    {
        // The tool may have written its file while the user looked at the diff.
        Errno error = WholeFile.TryRead(_file, LengthMax, out _, out byte[]? present);
        bool isSame = before is null ? error == Errno.ENOENT : present is not null && before.AsSpan().SequenceEqual(present);
        if (!isSame)
        {
            throw new VerbException(ExitCode.Failed, $"{_file} was changed by somebody meanwhile: run it again");
        }

        if (after is null)
        {
            WholeFile.Delete(_file);
        }
        else
        {
            WholeFile.Replace(_file, after, tool.Mode);
        }
    }

    private string ConflictText() => choice.Undo
        ? $"the entry telos in {_file} is not what setup writes: --undo --force removes it all the same"
        : $"{_file} has another entry telos: keep it, or --force replaces it";

    private void Tell(EntryEdit edit, EntryRecord? record, IReadOnlyList<string> diff, bool changes)
    {
        if (choice.Json)
        {
            SetupResult result = new(
                tool.Name, _file, JsonNamingPolicy.SnakeCaseLower.ConvertName(edit.Outcome.ToString()), changes && !choice.DryRun,
                choice.DryRun, diff);
            Console.WriteLine(JsonSerializer.Serialize(result, SetupJson.Default.SetupResult));
            return;
        }

        string text = edit.Outcome switch
        {
            EntryOutcome.Added or EntryOutcome.Replaced =>
                $"{tool.Name} {tool.Effect} ({tool.UndoCommand} takes it out again)",
            EntryOutcome.Present => $"{_file} has the entry already: nothing to change",
            EntryOutcome.Absent => $"{_file} has no entry telos: nothing to undo",
            EntryOutcome.Restored => $"{_file} has its former entry again",
            _ when record is { Replaced: true } =>
                $"the entry is out of {_file}; the one before it cannot be put back, as the file was rewritten since",
            _ => edit.After is null ? $"{_file} is removed: it had nothing else" : $"the entry is out of {_file}",
        };
        Console.WriteLine(TerminalText.Escape(
            changes && choice.DryRun ? "telos: nothing was changed (--dry-run)" : $"telos: {text}"));
        if (edit.Outcome is EntryOutcome.Added or EntryOutcome.Replaced or EntryOutcome.Present)
        {
            WarnWithoutCommand();
        }
    }

    private void WarnWithoutCommand()
    {
        if (tool.Command is string command && CommandPath.InPath(command) is null)
        {
            Console.Error.WriteLine($"telos: PATH has no {command}, and the tool looks for it there: install it first");
        }
    }

    // Tabs indent, and a carriage return in front of a line's end is its end; both are shown as they are.
    private static void Print(IReadOnlyList<string> diff)
    {
        foreach (string line in diff)
        {
            string body = line.EndsWith('\r') ? line[..^1] : line;
            Console.WriteLine(string.Join('\t', body.Split('\t').Select(TerminalText.Escape)) + line[body.Length..]);
        }
    }
}
