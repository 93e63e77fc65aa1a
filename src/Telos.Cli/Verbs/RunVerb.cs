using System.Collections;
using System.CommandLine;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Policy;
using Telos.Core.Protocol;
using Telos.Daemon;
using Telos.Linux;
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
        Argument<string[]> command = new("command")
        {
            Description = "The program and its arguments, after --",
            Arity = ArgumentArity.OneOrMore,
        };
        Command verb = new("run", "Run a program as an agent that is held to an intent") { intent, ttl, command };
        verb.SetAction(parsed => Run(
            parsed.GetValue(intent)!, ParseTtl(parsed.GetValue(ttl)) ?? DefaultTtl, parsed.GetValue(command)!));
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

    private static int Run(string intent, TimeSpan ttl, string[] command)
    {
        string path = CommandPath.Find(command[0]);
        using (RpcClient client = RpcClient.Connect(TelosPaths.AgentSocket))
        {
            PolicyResult policy = client.Call(
                Methods.Enrol,
                new EnrolParams(intent, (long)ttl.TotalMilliseconds, path, command[1..], CurrentDirectory()),
                ProtocolJson.Default.EnrolParams,
                ProtocolJson.Default.PolicyResult);
            Tell(policy);
        }

        Errno error = ProcessImage.Execve(path, command, CurrentEnvironment());
        throw new VerbException(ExitCode.CannotExecute, $"{path}: cannot be executed ({error})");
    }

    // Null for a directory that was removed: there is a launcher then, but no workspace.
    private static string? CurrentDirectory()
    {
        string directory = Environment.CurrentDirectory;
        return directory.StartsWith('/') ? directory : null;
    }

    private static void Tell(PolicyResult policy)
    {
        string held = policy.Mode == "audit" ? "watched (audit only)" : "held to its intent";
        try
        {
            Console.Error.WriteLine($"telos: agent {policy.AgentId} is {held}{LimitOf(policy)}");
            foreach (string line in LinesOf(policy))
            {
                Console.Error.WriteLine($"  {TerminalText.Escape(line)}");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // This process is an agent by now, and stderr may be a socket that agents are not granted. What the program
            // may do does not depend on these lines: it starts without them.
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> CurrentEnvironment()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            yield return new KeyValuePair<string, string>((string)variable.Key, (string?)variable.Value ?? "");
        }
    }
}
