using System.CommandLine;
using System.Text.Json;
using Telos.Cli.Wire;
using Telos.Core.Audit;
using Telos.Core.Protocol;
using Telos.Daemon;

namespace Telos.Cli.Verbs;

/// <summary>Makes a process that runs already a part of an agent.</summary>
internal static class EnrolVerb
{
    public static Command Create()
    {
        Option<uint> agent = new("--agent") { Description = "The agent's number, as telos status shows it", Required = true };
        Option<int> pid = new("--pid") { Description = "The process that becomes a part of it, for good", Required = true };
        Option<bool> json = new("--json") { Description = "Print the agent's state as one line of JSON" };
        Command verb = new("enrol", "Put a running process into a running agent (root)") { agent, pid, json };
        verb.SetAction(parsed => Enrol(parsed.GetValue(agent), parsed.GetValue(pid), parsed.GetValue(json)));
        return verb;
    }

    private static int Enrol(uint agentId, int pid, bool json)
    {
        if (pid <= 0)
        {
            throw new VerbException(ExitCode.Usage, $"--pid: {pid} is no process");
        }

        using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
        AgentStateResult state = client.Ask(daemon => daemon.EnrolProcess(new EnrolProcessParams(agentId, pid)));
        Console.WriteLine(json
            ? JsonSerializer.Serialize(state, ProtocolJson.Default.AgentStateResult)
            : TerminalText.Escape($"telos: process {pid} is held as agent {state.AgentId} ({state.Goal}), taint {state.Taint}"));
        return ExitCode.Ok;
    }
}
