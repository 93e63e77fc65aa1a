using System.CommandLine;
using System.Text.Json;
using Telos.Core.Audit;
using Telos.Daemon;
using Telos.Daemon.Audit;
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
        LogFilterOptions filter = new();
        Command verb = new("log", "Print what was refused, declared and tainted (root)") { follow, lines, json };
        filter.AddTo(verb);
        verb.SetAction(parsed => Print(
            parsed.GetValue(follow), parsed.GetValue(lines), parsed.GetValue(json), filter.Of(parsed)));
        verb.Subcommands.Add(Verify());
        return verb;
    }

    public static void PrintRecord(AuditRecord record, bool json) => Console.WriteLine(
        json
            ? JsonSerializer.Serialize(record, AuditJson.Default.AuditRecord)
            : TerminalText.Escape(AuditText.Line(record)));

    private static int Print(bool follow, int lines, bool json, AuditFilter filter)
    {
        if (lines < 0)
        {
            throw new VerbException(ExitCode.Usage, "--lines must not be negative");
        }

        RequireLog();
        long last = AuditReading.LastId();
        List<AuditRecord> records = AuditReading.Find(filter, lines);
        records.ForEach(record => PrintRecord(record, json));
        if (follow)
        {
            Follow(filter, Math.Max(last, records.Count == 0 ? 0 : records[^1].Id), json);
        }

        return ExitCode.Ok;
    }

    private static Command Verify()
    {
        Option<string?> key = new("--key")
        {
            HelpName = "file",
            Description = "The public key that was kept elsewhere; else this machine's own",
        };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Command verb = new("verify", "Say whether the log is as it was written: none changed, none missing (root)") { key, json };
        verb.SetAction(parsed =>
        {
            RequireLog();
            AuditFindings found = AuditVerification.Verify(parsed.GetValue(key));
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(found, AuditFindingsJson.Default.AuditFindings)
                : string.Join('\n', Lines(found).Select(TerminalText.Escape)));
            return found.Faults.Length == 0 ? ExitCode.Ok : ExitCode.Failed;
        });
        return verb;
    }

    private static IEnumerable<string> Lines(AuditFindings found)
    {
        string signed = found.SignedId is long id ? $"signed up to {id} at {found.SignedAt}" : "nothing signed";
        yield return $"telos: {found.Count} records, {found.First} to {found.Last}; {signed}";
        if (found.Lost > 0)
        {
            yield return $"  {found.Lost} could not be written when they came, as the log says itself";
        }

        if (found.Unsealed > 0)
        {
            yield return $"  {found.Unsealed} of an earlier version have no seal";
        }

        foreach (string fault in found.Faults)
        {
            yield return $"  FAULT: {fault}";
        }

        yield return found.Faults.Length == 0 ? "  the log is whole" : "  the log is NOT as it was written";
    }

    public static void RequireLog()
    {
        RequireRoot();
        if (!Directory.Exists(TelosPaths.StateDirectory))
        {
            throw new VerbException(ExitCode.Failed, $"there is no log yet ({TelosPaths.AuditLog}): telos start makes it");
        }
    }

    // To anybody else the log does not exist, rather than being forbidden: its directory cannot be searched.
    public static void RequireRoot()
    {
        if (!Privilege.IsRoot)
        {
            throw new VerbException(
                ExitCode.NotRoot, $"{TelosPaths.AuditLog} may be read by root only (inside an agent: telos why --mine)");
        }
    }

    // Ends with the process: on SIGINT, or SIGPIPE when nobody reads any more.
    private static void Follow(AuditFilter filter, long lastId, bool json)
    {
        using FileSystemWatcher watcher = new(TelosPaths.StateDirectory, Path.GetFileName(TelosPaths.AuditLog) + "*");
        using AutoResetEvent changed = new(initialState: true);
        watcher.Changed += (_, _) => changed.Set();
        watcher.Created += (_, _) => changed.Set();
        watcher.EnableRaisingEvents = true;
        using RecordTail tail = RecordTail.After(TelosPaths.AuditLog, lastId);
        while (true)
        {
            changed.WaitOne(FollowCheckMs);
            foreach (AuditRecord record in tail.Take().Where(filter.Matches))
            {
                PrintRecord(record, json);
            }
        }
    }
}
