using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Containers;
using Telos.Core.Protocol;
using Telos.Daemon;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Cli.Verbs;

/// <summary>
/// <c>telos oci RUNTIME ...</c>: an OCI runtime in front of another one, by whose command line it is called. Between create and
/// start a container is complete and its first process waits to execute the program: then it becomes an agent, by what its
/// annotations or its declaration say. All else goes to the runtime as it is. A container that becomes no agent is not started,
/// and ends: an engine that forgets it would leave its first process waiting.
/// </summary>
internal static class OciVerb
{
    private const string Name = "oci";
    private const int Kill = 9;
    private const int EndWaitMs = 2_000;

    /// <summary>Options of runc and crun before the command that have a value behind them.</summary>
    private static readonly string[] s_valued =
        ["--root", "--log", "--log-format", "--log-level", "--cgroup-manager", "--criu", "--rootless"];

    public static Command Create()
    {
        Argument<string> runtime = new("runtime") { Description = "The runtime that it stands for: /usr/bin/crun" };
        Command verb = new(Name, "Be an OCI runtime whose containers are agents; the runtime's own arguments follow (root)")
        {
            runtime,
        };
        verb.SetAction(parsed => Run(parsed.GetRequiredValue(runtime), []));
        return verb;
    }

    /// <summary>All words behind the runtime are its own, whatever they mean elsewhere.</summary>
    public static bool IsWanted(string[] arguments) =>
        OciRuntime.IsCalled || (arguments.Length > 2 && arguments[0] == Name && !arguments[1].StartsWith('-'));

    public static int Run(string[] arguments) =>
        OciRuntime.IsCalled ? Run(OciRuntime.Find(), arguments) : Run(arguments[1], arguments[2..]);

    private static int Run(string runtime, string[] words)
    {
        string program = CommandPath.Find(runtime);
        int at = CommandAt(words);
        if (at < words.Length && words[at] == "run")
        {
            throw new VerbException(ExitCode.Usage,
                "run leaves no moment to enrol the container: use create and start, as podman and docker do");
        }

        if (at < words.Length && words[at] == "start" && words[^1] != "start")
        {
            Enrol(program, words[..at], words[^1]);
        }

        Errno error = ProcessImage.Execve(program, [program, .. words], RunVerb.CurrentEnvironment());
        throw new VerbException(ExitCode.CannotExecute, $"{program}: cannot be executed ({error})");
    }

    internal static int CommandAt(string[] words)
    {
        int at = 0;
        while (at < words.Length && words[at].StartsWith('-'))
        {
            at += s_valued.Contains(words[at]) ? 2 : 1;
        }

        return at;
    }

    private static void Enrol(string program, string[] options, string id)
    {
        (int pid, string bundle) = StateOf(program, options, id);
        if (PidFd.TryOpen(pid, out PidFd? first) != Errno.None)
        {
            throw new VerbException(ExitCode.Failed, $"container {id} ended before its start");
        }

        bool enrolled = false;
        using (first)
        {
            try
            {
                Enrol(id, pid, bundle);
                enrolled = true;
            }
            finally
            {
                if (!enrolled)
                {
                    End(first!);
                }
            }
        }
    }

    private static void End(PidFd first)
    {
        _ = first.Signal(Kill);
        _ = SpinWait.SpinUntil(() => first.HasExited, EndWaitMs);
    }

    private static void Enrol(string id, int pid, string bundle)
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(bundle, "config.json")));
        JsonElement root = file.RootElement;
        string? declared = DeclarationFiles.Find(root);
        (string intent, TimeSpan ttl) = IntentOf(root, declared) ?? throw new VerbException(
            ExitCode.IntentRefused,
            $"container {id} has no annotation {ContainerCommand.IntentAnnotation} and no declaration of telos run's, which say "
            + "what it is about to do");
        JsonElement process = root.GetProperty("process");
        EnrolContainerParams enrolment = new(
            pid,
            intent,
            (long)ttl.TotalMilliseconds,
            Strings(process, "args"),
            Strings(process, "env"),
            process.TryGetProperty("user", out JsonElement user) && user.TryGetProperty("uid", out JsonElement uid)
                ? uid.GetUInt32() : 0);
        using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
        PolicyResult policy = client.Ask(daemon => daemon.EnrolContainer(enrolment));
        foreach (string line in policy.Missing)
        {
            Console.Error.WriteLine($"telos: {TerminalText.Escape(line)}");
        }

        if (declared is not null)
        {
            File.Delete(declared);
        }
    }

    // What is mounted from where is never the image's to say; some engines take annotations over from it.
    private static (string Intent, TimeSpan Ttl)? IntentOf(JsonElement root, string? declared)
    {
        if (declared is not null)
        {
            // Never by the annotations then: they may be the image's.
            return ContainerDeclaration.Read(File.ReadAllText(declared)) is ContainerDeclaration declaration
                ? (declaration.Intent, RunVerb.ParseTtl(declaration.Ttl)!.Value)
                : throw new VerbException(ExitCode.IntentRefused, $"{declared} is no declaration: run the container anew");
        }

        return Annotation(root, ContainerCommand.IntentAnnotation) is string intent
            ? (intent, RunVerb.ParseTtl(Annotation(root, ContainerCommand.TtlAnnotation)) ?? RunVerb.DefaultTtl)
            : null;
    }

    private static (int Pid, string Bundle) StateOf(string program, string[] options, string id)
    {
        try
        {
            using Process asked = Process.Start(
                new ProcessStartInfo(program, [.. options, "state", id]) { RedirectStandardOutput = true })!;
            string text = asked.StandardOutput.ReadToEnd();
            asked.WaitForExit();
            using JsonDocument state = JsonDocument.Parse(text);
            JsonElement root = state.RootElement;
            return root.GetProperty("status").GetString() == "created"
                ? (root.GetProperty("pid").GetInt32(), root.GetProperty("bundle").GetString()!)
                : throw new VerbException(ExitCode.Failed, $"container {id} is {root.GetProperty("status")}, not created");
        }
        catch (Exception error) when (error is JsonException or Win32Exception or KeyNotFoundException)
        {
            throw new VerbException(ExitCode.Failed, $"{program} does not tell the state of container {id}: {error.Message}");
        }
    }

    private static string? Annotation(JsonElement root, string name) =>
        root.TryGetProperty("annotations", out JsonElement all) && all.TryGetProperty(name, out JsonElement value)
            ? value.GetString()
            : null;

    private static string[] Strings(JsonElement process, string name) =>
        process.TryGetProperty(name, out JsonElement values)
            ? [.. values.EnumerateArray().Select(value => value.GetString()!)]
            : [];
}
