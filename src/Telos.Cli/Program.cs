using System.CommandLine;
using Telos.Cli.Proof;
using Telos.Cli.Verbs;
using Telos.Core.Audit;
using Telos.Daemon;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Cli;

internal static class Program
{
    // Not async: telos run must replace the process from the main thread, which is the enrolled one.
    private static int Main(string[] arguments)
    {
        RootCommand root = new("Telos: an agent says what it is about to do, the kernel holds it to that.");
        // Before the verb, where the entry point of an image has it: deploy/container.
        Option<string?> machine = new("--root") { Hidden = true };
        root.Options.Add(machine);
        root.Subcommands.Add(StartVerb.Create());
        root.Subcommands.Add(StopVerb.Create());
        root.Subcommands.Add(UpgradeVerb.Create());
        root.Subcommands.Add(StatusVerb.Create());
        root.Subcommands.Add(ProveVerb.Create());
        root.Subcommands.Add(DoctorVerb.Create());
        root.Subcommands.Add(AgentsVerb.Create());
        root.Subcommands.Add(DashVerb.Create());
        root.Subcommands.Add(RunVerb.Create());
        root.Subcommands.Add(EnrolVerb.Create());
        root.Subcommands.Add(DeclareVerb.Create());
        root.Subcommands.Add(ExplainVerb.Create());
        root.Subcommands.Add(McpVerb.Create());
        root.Subcommands.Add(ApprovalsVerb.Create());
        root.Subcommands.Add(ApproveVerb.Create());
        root.Subcommands.Add(DenyVerb.Create());
        root.Subcommands.Add(LogVerb.Create());
        root.Subcommands.Add(WhyVerb.Create());
        root.Subcommands.Add(DnsVerb.Create());
        root.Subcommands.Add(DomainVerb.Create());
        root.Subcommands.Add(DomainsVerb.Create());
        root.Subcommands.Add(ScanVerb.Create());
        root.Subcommands.Add(HyperionVerb.Create());
        root.Subcommands.Add(MirageVerb.Create());
        root.Subcommands.Add(PolicyVerb.Create());
        root.Subcommands.Add(SetupVerb.Create());
        root.Subcommands.Add(BrowserTokenVerb.Create());
        root.Subcommands.Add(BrowserHostVerb.Create());
        root.Subcommands.Add(VersionVerb.Create());
        root.Subcommands.Add(HelpVerb.Create(root));
        root.Subcommands.Add(CanaryVerb.Create());
        root.Subcommands.Add(HandVerb.Create());
        root.Subcommands.Add(OciVerb.Create());
        root.Subcommands.Add(GenerateVerb.Create(root));

        if (OciVerb.IsWanted(arguments))
        {
            return Guard(() => OciVerb.Run(arguments));
        }

        if (BrowserHostVerb.IsWanted(arguments))
        {
            return Guard(() => BrowserHostVerb.Run(arguments[0]));
        }

        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            string command = parsed.CommandResult.Command is RootCommand ? "telos" : $"telos {parsed.CommandResult.Command.Name}";
            return Fail(ExitCode.Usage, $"{FirstProblem(parsed, arguments)} ({command} --help)", []);
        }

        return Guard(() =>
        {
            if (parsed.GetValue(machine) is string directory)
            {
                ProcessRoot.Enter(directory);
            }

            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        });
    }

    private static int Guard(Func<int> act)
    {
        try
        {
            return act();
        }
        catch (VerbException error)
        {
            return Fail(error.ExitCode, error.Message, error.Details);
        }
        catch (UnsupportedException error)
        {
            return Fail(ExitCode.Unsupported, error.Message, []);
        }
        catch (DaemonException error)
        {
            return Fail(ExitCode.Failed, error.Message, []);
        }
        catch (LinuxException error)
        {
            return Fail(ExitCode.Failed, error.Message, []);
        }
    }

    private static string FirstProblem(ParseResult parsed, string[] arguments)
    {
        bool verbUnknown = parsed.CommandResult.Command is RootCommand && arguments.Length > 0;
        return verbUnknown
            ? $"unknown verb {arguments[0]}"
            : parsed.Errors[0].Message.TrimEnd('.');
    }

    private static int Fail(int exitCode, string message, IReadOnlyList<string> details)
    {
        Console.Error.WriteLine($"telos: {TerminalText.Escape(message)}");
        foreach (string line in details)
        {
            Console.Error.WriteLine($"  {TerminalText.Escape(line)}");
        }

        return exitCode;
    }
}
