using System.CommandLine;
using Telos.Cli.Wire;
using Telos.Core.Protocol;
using Telos.Daemon;
using Telos.Daemon.Gates;
using Telos.Linux;

namespace Telos.Cli.Verbs;

/// <summary>Takes the gates out of the kernel, with the daemon's help or, when it is dead, without.</summary>
internal static class StopVerb
{
    private const int GoneWaitMs = 60_000;

    public static Command Create()
    {
        Option<bool> killAgents = new("--kill-agents") { Description = "End agents that are still running" };
        Command verb = new("stop", "Take the gates out and end the daemon (root)") { killAgents };
        verb.SetAction(parsed => Stop(parsed.GetValue(killAgents)));
        return verb;
    }

    private static int Stop(bool killAgents)
    {
        if (!Privilege.IsRoot)
        {
            throw new VerbException(ExitCode.NotRoot, "telos stop needs root");
        }

        int killed;
        try
        {
            using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
            killed = client.Ask(daemon => daemon.Stop(new StopParams(killAgents))).AgentsKilled;
        }
        catch (VerbException error) when (error.ExitCode == ExitCode.NoDaemon)
        {
            killed = AbandonedGates.Remove(killAgents);
        }

        if (!AbandonedGates.WaitUntilGone(GoneWaitMs))
        {
            throw new VerbException(
                ExitCode.Failed, $"the gates are still pinned after {GoneWaitMs / 1000} s: see {TelosPaths.DaemonLog}");
        }

        string ended = killed == 0 ? "" : $", {killed} agent(s) ended";
        Console.WriteLine($"telos: stopped, gates removed{ended}");
        return ExitCode.Ok;
    }
}
