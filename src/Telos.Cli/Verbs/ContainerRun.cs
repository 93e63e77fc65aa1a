using System.Diagnostics;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Containers;
using Telos.Daemon;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Cli.Verbs;

/// <summary>
/// <c>telos run -- podman run ...</c>: the container is the agent. This process becomes the engine, which is none, with the
/// options that have it enrol the container before its first program.
/// </summary>
internal static class ContainerRun
{
    private static readonly string[] s_elsewhere = ["CONTAINER_HOST", "CONTAINER_CONNECTION", "DOCKER_HOST", "DOCKER_CONTEXT"];

    /// <summary>Null when these words run no container.</summary>
    /// <exception cref="VerbException">They have an option that no agent's container may have.</exception>
    public static ContainerCommand? Find(string[] words)
    {
        ContainerCommandStatus status = ContainerCommand.TryRead(words, out ContainerCommand? command, out string fault);
        return status == ContainerCommandStatus.Conflict
            ? throw new VerbException(ExitCode.Usage, $"a container that is an agent: {fault}")
            : command;
    }

    public static int Run(ContainerCommand command, string program, string intent, TimeSpan ttl)
    {
        if (!Privilege.IsRoot)
        {
            throw new VerbException(ExitCode.NotRoot, "only root starts containers that are agents");
        }

        List<KeyValuePair<string, string>> environment = [.. RunVerb.CurrentEnvironment()];
        if (environment.Find(variable => s_elsewhere.Contains(variable.Key)) is { Key: string elsewhere })
        {
            throw new VerbException(ExitCode.Usage, $"{elsewhere} is set: the container would start elsewhere");
        }

        // Before the engine pulls or creates anything.
        RpcClient.Connect(TelosPaths.ControlSocket).Dispose();
        ContainerDeclaration declaration = new(intent, $"{(long)ttl.TotalSeconds}s");
        string[] words = command.IsPodman
            ? command.CompletePodman(OciRuntime.Place(), declaration)
            : OfDocker(command, program, declaration);
        Errno error = ProcessImage.Execve(program, words, environment);
        throw new VerbException(ExitCode.CannotExecute, $"{program}: cannot be executed ({error})");
    }

    private static string[] OfDocker(ContainerCommand command, string program, ContainerDeclaration declaration)
    {
        using Process asked = Process.Start(new ProcessStartInfo(program, command.DockerQuestion)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> said = asked.StandardError.ReadToEndAsync();
        string answer = asked.StandardOutput.ReadToEnd();
        asked.WaitForExit();
        if (asked.ExitCode != 0)
        {
            throw new VerbException(ExitCode.Failed, $"docker does not answer: {TerminalText.Escape(said.Result.Trim())}");
        }

        DockerMachine machine = DockerMachine.TryRead(answer, out string fault)
            ?? throw new VerbException(ExitCode.Failed, fault);
        return command.CompleteDocker(machine, DeclarationFiles.Write(declaration));
    }
}
