using System.CommandLine;
using System.Text.Json;
using Telos.Core.Audit;
using Telos.Daemon;
using Telos.Daemon.Events;
using Telos.Linux;

namespace Telos.Cli.Verbs;

internal static class LogVerb
{
    private const int DefaultLines = 100;
    private const int FollowCheckMs = 1000;

    public static Command Create()
    {
        Option<bool> follow = new("--follow", "-f") { Description = "Go on with what is written from now" };
        Option<int> lines = new("--lines", "-n")
        {
            Description = "How many of the latest records",
            DefaultValueFactory = _ => DefaultLines,
        };
        Option<bool> json = new("--json") { Description = "Print each record as JSON" };
        Command verb = new("log", "Print what was refused, declared and tainted (root)") { follow, lines, json };
        verb.SetAction(parsed => Print(parsed.GetValue(follow), parsed.GetValue(lines), parsed.GetValue(json)));
        return verb;
    }

    /// <summary>The records of the log and of its predecessor, oldest first.</summary>
    public static List<AuditRecord> ReadAll()
    {
        RequireRoot();
        return [.. AuditFile.ReadAll()];
    }

    public static void PrintRecord(AuditRecord record, bool json) => Console.WriteLine(
        json
            ? JsonSerializer.Serialize(record, AuditJson.Default.AuditRecord)
            : TerminalText.Escape(AuditText.Line(record)));

    private static int Print(bool follow, int lines, bool json)
    {
        if (lines < 0)
        {
            throw new VerbException(ExitCode.Usage, "--lines must not be negative");
        }

        RequireRoot();
        if (!Directory.Exists(TelosPaths.StateDirectory))
        {
            throw new VerbException(ExitCode.Failed, $"there is no log yet ({TelosPaths.AuditLog}): telos start makes it");
        }

        List<AuditRecord> records = ReadAll();
        foreach (AuditRecord record in records.Skip(records.Count - Math.Min(lines, records.Count)))
        {
            PrintRecord(record, json);
        }

        if (follow)
        {
            Follow(records.Count == 0 ? 0 : records[^1].Id, json);
        }

        return ExitCode.Ok;
    }

    // To anybody else the log does not exist, rather than being forbidden: its directory cannot be searched.
    private static void RequireRoot()
    {
        if (!Privilege.IsRoot)
        {
            throw new VerbException(
                ExitCode.NotRoot, $"{TelosPaths.AuditLog} may be read by root only (inside an agent: telos why --mine)");
        }
    }

    // Ends with the process: on SIGINT, or SIGPIPE when nobody reads any more.
    private static void Follow(long lastId, bool json)
    {
        using FileSystemWatcher watcher = new(TelosPaths.StateDirectory, Path.GetFileName(TelosPaths.AuditLog) + "*");
        using AutoResetEvent changed = new(initialState: true);
        watcher.Changed += (_, _) => changed.Set();
        watcher.Created += (_, _) => changed.Set();
        watcher.EnableRaisingEvents = true;
        while (true)
        {
            changed.WaitOne(FollowCheckMs);
            foreach (AuditRecord record in ReadAll())
            {
                if (record.Id > lastId)
                {
                    PrintRecord(record, json);
                    lastId = record.Id;
                }
            }
        }
    }
}
