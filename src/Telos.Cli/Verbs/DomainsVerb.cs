using System.CommandLine;
using System.CommandLine.Parsing;
using Telos.Core.Domains;
using Telos.Core.Domains.Lists;
using Telos.Daemon;
using Telos.Daemon.Domains;

namespace Telos.Cli.Verbs;

/// <summary>The database of domains, and the index that is compiled from it.</summary>
internal static class DomainsVerb
{
    private const int ListedDefault = 100;

    public static Command Create()
    {
        Option<string> database = new("--database")
        {
            HelpName = "file",
            Description = $"The database (default {TelosPaths.DomainDatabase})",
            DefaultValueFactory = _ => TelosPaths.DomainDatabase,
            Recursive = true,
        };
        Option<string> index = new("--index")
        {
            HelpName = "file",
            Description = $"The index (default {TelosPaths.DomainIndex})",
            DefaultValueFactory = _ => TelosPaths.DomainIndex,
            Recursive = true,
        };
        Command verb = new("domains", "Keep the lists of domains and the index compiled from them") { database, index };
        verb.Subcommands.Add(CreateImport(database));
        verb.Subcommands.Add(CreateUpdate(database, index));
        verb.Subcommands.Add(CreateRemove(database));
        Command compile = new("compile", "Compile the lists into the index");
        compile.SetAction(parsed => DomainsWork.Compile(parsed.GetValue(database)!, parsed.GetValue(index)!));
        verb.Subcommands.Add(compile);
        verb.Subcommands.Add(CreateList(database));
        Option<bool> json = new("--json") { Description = "Print JSON" };
        Command stat = new("stat", "Say what the lists and the index have") { json };
        stat.SetAction(parsed => DomainsWork.Stat(parsed.GetValue(database)!, parsed.GetValue(index)!, parsed.GetValue(json)));
        verb.Subcommands.Add(stat);
        return verb;
    }

    private static Command CreateImport(Option<string> database)
    {
        Argument<string> file = new("file") { Description = "A list; - for standard input" };
        Option<string?> source = new("--source") { Description = "What the list is called (default: the file's name)" };
        Option<ListFormat?> format = new("--format") { Description = "Its format (default: told by its first lines)" };
        Option<string[]> flags = new("--as")
        {
            HelpName = "word",
            Description = "What its names are: malware, phishing, blocked, allowed, popular, brand, ... (default: blocked)",
            AllowMultipleArgumentsPerToken = true,
        };
        flags.CompletionSources.Add([.. DomainWords.FlagWords]);
        Option<string?> category = new("--category") { HelpName = "category", Description = "What its names are for" };
        category.CompletionSources.Add([.. DomainWords.CategoryWords]);
        Option<string?> licence = new("--licence") { Description = "Its licence, as an SPDX expression" };
        Option<string?> registered = new("--registered")
        {
            Description = "The day on which its names were registered, as 2026-11-29 (alone: nothing else is said of them)",
        };
        Option<int?> days = new("--expires") { Description = "Days after which it counts no more" };
        days.Validators.Add(result => RequirePositive(result, days));
        Command import = new("import", "Take a list into the database, in place of one of that name")
        {
            file, source, format, flags, category, licence, registered, days,
        };
        import.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            using Stream list = DomainsWork.OpenList(path);
            ImportOptions unsaid = DomainsWork.Unsaid(
                parsed.GetValue(source) ?? Path.GetFileName(path), parsed.GetValue(format) ?? DomainsWork.Guess(list));
            int day = DayOf(parsed.GetValue(registered));
            ImportOptions options = unsaid with
            {
                Flags = FlagsOf(parsed.GetValue(flags), day == 0 ? unsaid.Flags : DomainFlags.None),
                Registered = day,
                Category = CategoryOf(parsed.GetValue(category)),
                Licence = parsed.GetValue(licence) ?? "",
                Life = parsed.GetValue(days) is int given ? TimeSpan.FromDays(given) : null,
            };
            return DomainsWork.Import(parsed.GetValue(database)!, list, options);
        });
        return import;
    }

    private static Command CreateUpdate(Option<string> database, Option<string> index)
    {
        Argument<string[]> files = new("file")
        {
            Description = "Lists that were imported before, or new ones to block", Arity = ArgumentArity.OneOrMore,
        };
        Command update = new("update", "Import lists anew, as they were imported before, and compile the index") { files };
        update.SetAction(parsed =>
        {
            foreach (string file in parsed.GetValue(files)!)
            {
                DomainsWork.ImportAgain(parsed.GetValue(database)!, file);
            }

            return DomainsWork.Compile(parsed.GetValue(database)!, parsed.GetValue(index)!);
        });
        return update;
    }

    private static Command CreateRemove(Option<string> database)
    {
        Argument<string> source = new("source") { Description = "What the list is called" };
        Command remove = new("remove", "Take a list out of the database") { source };
        remove.SetAction(parsed => DomainsWork.Remove(parsed.GetValue(database)!, parsed.GetValue(source)!));
        return remove;
    }

    private static Command CreateList(Option<string> database)
    {
        Argument<string?> below = new("domain")
        {
            Description = "Only this name and those below it", Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> source = new("--source") { Description = "Only what this list says" };
        Option<int> limit = new("--limit")
        {
            Description = $"How many names at most (default {ListedDefault}; 0: all)", DefaultValueFactory = _ => ListedDefault,
        };
        Option<bool> json = new("--json") { Description = "Print a JSON object a line" };
        Command list = new("list", "Print names with what is known of them") { below, source, limit, json };
        list.SetAction(parsed => DomainsWork.List(
            parsed.GetValue(database)!, parsed.GetValue(below), parsed.GetValue(source), parsed.GetValue(limit),
            parsed.GetValue(json)));
        return list;
    }

    private static DomainFlags FlagsOf(string[]? words, DomainFlags unsaid)
    {
        if (words is null or [])
        {
            return unsaid;
        }

        return DomainWords.TryFlags(string.Join(' ', words), out DomainFlags flags)
            ? flags
            : throw new VerbException(ExitCode.Usage, $"--as: {string.Join(' ', words)}: one of these is no such word");
    }

    private static int DayOf(string? text)
    {
        if (text is null)
        {
            return 0;
        }

        return DomainWords.TryDay(text, out int day)
            ? day
            : throw new VerbException(ExitCode.Usage, $"--registered: {text} is no day since 1970 (as 2026-11-29)");
    }

    private static DomainCategory CategoryOf(string? word)
    {
        if (word is null)
        {
            return DomainCategory.Unknown;
        }

        return DomainWords.TryCategory(word, out DomainCategory category)
            ? category
            : throw new VerbException(ExitCode.Usage, $"--category: {word} is none of "
                + string.Join(' ', Enum.GetValues<DomainCategory>().Select(DomainWords.Of)));
    }

    private static void RequirePositive(OptionResult result, Option<int?> days)
    {
        if (result.GetValue(days) is <= 0)
        {
            result.AddError("--expires: at least one day");
        }
    }
}
