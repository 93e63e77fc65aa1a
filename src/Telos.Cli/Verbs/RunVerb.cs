using System.Collections;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Containers;
using Telos.Core.Exec;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon;
using Telos.Linux;
using Telos.Linux.Files;
using Telos.Linux.Processes;

namespace Telos.Cli.Verbs;

/// <summary>
/// Makes this process an agent and then becomes the program: no parent stays in between, so that exit status, signals
/// and the terminal are the program's own.
/// </summary>
internal static class RunVerb
{
    public static readonly TimeSpan DefaultTtl = TimeSpan.FromMinutes(10);

    public static Command Create()
    {
        Option<string> intent = new("--intent")
        {
            Description = "What the program is about to do, in plain words",
            Required = true,
        };
        Option<string?> ttl = new("--ttl") { Description = "How long the intent holds: 90s, 10m, 2h (default 10m)" };
        Option<string?> workspace = new("--workspace")
        {
            HelpName = "directory",
            Description = "The directory that it builds and writes in, instead of the present one",
        };
        Option<bool> cleans = new("--env-clean")
        {
            Description = "Leave out variables that have programs load or start something (default; false: keep them)",
            DefaultValueFactory = _ => true,
        };
        Option<bool> audit = new("--audit") { Description = "Refuse nothing, and record what would have been refused (root)" };
        Option<string?> profile = ProfileOption();
        Option<string?> user = new("--user") { HelpName = "user", Description = "Run it as this user, by name or number (root)" };
        Option<bool> tty = new("--tty") { Description = "Give it a terminal of its own, and not yours" };
        Option<bool> ownMounts = new("--own-mounts")
        {
            Description = "Give it mounts of its own, for decoys in place of files; setuid programs have no effect there",
        };
        Option<bool> json = new("--json") { Description = "Say what is granted as one line of JSON" };
        Argument<string[]> command = new("command")
        {
            Description = "The program and its arguments, after --",
            Arity = ArgumentArity.OneOrMore,
        };
        Command verb = new("run", "Run a program as an agent that is held to an intent")
        {
            intent, ttl, workspace, cleans, audit, profile, user, tty, ownMounts, json, command,
        };
        verb.SetAction(parsed =>
        {
            string[] words = parsed.GetValue(command)!;
            TimeSpan holds = ParseTtl(parsed.GetValue(ttl)) ?? DefaultTtl;
            if (ContainerRun.Find(words) is ContainerCommand engine)
            {
                RequireNone(parsed, [workspace, cleans, audit, profile, user, tty, ownMounts, json]);
                return ContainerRun.Run(engine, CommandPath.Find(words[0]), parsed.GetValue(intent)!, holds);
            }

            if (parsed.GetValue(tty))
            {
                return TerminalRun.Run(Without(tty, parsed, verb), CurrentEnvironment());
            }

            if (parsed.GetValue(ownMounts) && !Privilege.IsRoot)
            {
                return OwnMountsRun.Run(Without(ownMounts, parsed, verb), CurrentEnvironment());
            }

            EnrolParams enrolment = new(
                parsed.GetValue(intent)!,
                (long)holds.TotalMilliseconds,
                CommandPath.Find(words[0]),
                words[1..],
                parsed.GetValue(workspace) is string directory ? RequireDirectory(directory) : CurrentDirectory(),
                parsed.GetValue(audit) ? true : null,
                parsed.GetValue(profile));
            UserAccount? account = parsed.GetValue(user) is string name ? Require(name) : null;
            return Run(enrolment, words, account, parsed.GetValue(cleans), parsed.GetValue(json));
        });
        return verb;
    }

    /// <summary>Null for an option that was not given.</summary>
    public static TimeSpan? ParseTtl(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return TtlText.TryParse(text, out TimeSpan ttl, out string error)
            ? ttl
            : throw new VerbException(ExitCode.Usage, error);
    }

    /// <summary>What to say after "held" when only the network is; empty when all gates are there.</summary>
    public static string LimitOf(PolicyResult policy) => policy.Off.Length == 0
        ? ""
        : $" in the network alone (no BPF LSM; off: {string.Join(", ", policy.Off)})";

    /// <summary>What was granted, what was not, and what somebody is asked about.</summary>
    public static IEnumerable<string> LinesOf(PolicyResult policy) =>
        [.. policy.Lines, .. policy.Missing, .. (policy.Approvals ?? []).Select(ApprovalLines.ForAgent)];

    private static int Run(EnrolParams enrolment, string[] command, UserAccount? account, bool cleans, bool json)
    {
        List<KeyValuePair<string, string>> environment = [.. CurrentEnvironment()];
        string[] limits = Privilege.IsRoot ? LeaveMounts() : [];
        if (account is not null)
        {
            Become(account, environment);
        }

        string[] leftOut = cleans
            ? [.. environment.Select(variable => variable.Key).Where(LaunchVariables.IsDangerous).Order(StringComparer.Ordinal)]
            : [];
        environment.RemoveAll(variable => leftOut.Contains(variable.Key));
        using (RpcClient client = RpcClient.Connect(TelosPaths.AgentSocket))
        {
            PolicyResult policy = client.Ask(daemon => daemon.Enrol(enrolment));
            Tell(json
                ? [JsonSerializer.Serialize(policy, ProtocolJson.Default.PolicyResult)]
                : [.. Story(policy, leftOut), .. limits]);
        }

        Errno error = ProcessImage.Execve(enrolment.Command, command, environment);
        throw new VerbException(ExitCode.CannotExecute, $"{enrolment.Command}: cannot be executed ({error})");
    }

    private static Option<string?> ProfileOption()
    {
        Option<string?> profile = new("--profile")
        {
            HelpName = "profile",
            Description = $"Grant nothing that this profile refuses, now or later ({string.Join(", ", CeilingProfiles.Names)})",
        };
        profile.CompletionSources.Add([.. CeilingProfiles.Names]);
        return profile;
    }

    // The same options again: of the verb's own words, none of the program's.
    private static List<string> Without(Option one, ParseResult parsed, Command verb)
    {
        List<string> again = ["telos", verb.Name];
        IEnumerable<Option> others = verb.Options.Where(option => option != one);
        foreach (OptionResult given in others.Select(parsed.GetResult).OfType<OptionResult>())
        {
            again.AddRange(given.Implicit
                ? []
                : given.Tokens.Count == 0 ? [given.Option.Name] : [$"{given.Option.Name}={given.Tokens[0].Value}"]);
        }

        return [.. again, "--", .. parsed.GetValue((Argument<string[]>)verb.Arguments[0])!];
    }

    private static void RequireNone(ParseResult parsed, Option[] options)
    {
        if (Array.Find(options, option => parsed.GetResult(option) is { Implicit: false }) is Option given)
        {
            throw new VerbException(ExitCode.Usage, $"{given.Name} is not for a container: its own options and image say it");
        }
    }

    private static UserAccount Require(string user)
    {
        UserAccount account = UserAccount.Find(user)
            ?? throw new VerbException(ExitCode.Usage, $"--user: this machine has no user {user}");
        return Privilege.IsRoot
            ? account
            : throw new VerbException(ExitCode.NotRoot, "--user: only root may run it as another user");
    }

    // While it may: what is mounted there for the agent is to be there for nobody else.
    private static string[] LeaveMounts()
    {
        using RpcClient client = RpcClient.Connect(TelosPaths.AgentSocket);
        Errno error = client.Ask(daemon => daemon.Launch()).OwnMounts ? MountNamespace.TryLeave() : Errno.None;
        return error == Errno.None ? [] : [$"  without decoys in place of files: no mount namespace of its own ({error})"];
    }

    // Before it is enrolled: the agent is that user's, and counted and judged as one of his.
    private static void Become(UserAccount account, List<KeyValuePair<string, string>> environment)
    {
        Errno error = ProcessUser.TryBecome(account.Uid, account.Gid, account.Groups.AsSpan());
        if (error != Errno.None)
        {
            throw new VerbException(ExitCode.Failed, $"--user: this process cannot become {account.Name} ({error})");
        }

        (string Name, string Value)[] own =
        [
            ("HOME", account.Home), ("USER", account.Name), ("LOGNAME", account.Name), ("SHELL", account.Shell),
        ];
        environment.RemoveAll(variable => own.Any(each => each.Name == variable.Key));
        environment.AddRange(own.Select(each => KeyValuePair.Create(each.Name, each.Value)));
    }

    private static string RequireDirectory(string path) => Directory.Exists(path)
        ? Path.GetFullPath(path)
        : throw new VerbException(ExitCode.Usage, $"--workspace: {path} is no directory");

    // Null for a directory that was removed: there is a launcher then, but no workspace.
    private static string? CurrentDirectory()
    {
        string directory = Environment.CurrentDirectory;
        return directory.StartsWith('/') ? directory : null;
    }

    private static IEnumerable<string> Story(PolicyResult policy, string[] leftOut)
    {
        string held = policy.Mode == "audit" ? "watched (audit only)" : "held to its intent";
        return
        [
            $"telos: agent {policy.AgentId} is {held}{(policy.Parent is uint parent ? $", within agent {parent}'s" : "")}"
                + LimitOf(policy),
            .. LinesOf(policy).Select(line => $"  {TerminalText.Escape(line)}"),
            .. leftOut.Length == 0
                ? Array.Empty<string>()
                : [$"  without {TerminalText.Escape(string.Join(", ", leftOut))} (--env-clean false keeps them)"],
        ];
    }

    private static void Tell(IEnumerable<string> lines)
    {
        try
        {
            foreach (string line in lines)
            {
                Console.Error.WriteLine(line);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // This process is an agent by now, and stderr may be a socket that agents are not granted. What the program
            // may do does not depend on these lines: it starts without them.
        }
    }

    /// <summary>Of this process, as execve takes it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> CurrentEnvironment()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            yield return new KeyValuePair<string, string>((string)variable.Key, (string?)variable.Value ?? "");
        }
    }
}
