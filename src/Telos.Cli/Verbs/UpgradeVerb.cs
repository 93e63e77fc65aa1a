using System.CommandLine;
using System.Diagnostics;
using Telos.Cli.Wire;
using Telos.Core.Protocol;
using Telos.Daemon;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Cli.Verbs;

/// <summary>
/// Has a daemon of this program take over from the one that runs. The gates stay: those of another build are replaced by the new
/// daemon, which attaches its own before it takes the former out (GateHandover). What would fail is said before anything ends.
/// </summary>
internal static class UpgradeVerb
{
    private const string Unit = "telos.service";
    private const int EndWaitMs = 60_000;

    public static Command Create()
    {
        Command verb = new("upgrade", "Have this program's daemon take over from the one that runs (root)");
        verb.SetAction(_ => Upgrade());
        return verb;
    }

    private static int Upgrade()
    {
        if (!Privilege.IsRoot)
        {
            throw new VerbException(ExitCode.NotRoot, "telos upgrade needs root");
        }

        StatusResult former = Ask();
        GuardianDaemon.RequireSupport();
        GateHandover.RequireHere(GuardianDaemon.LoadCeiling().SlamAt);
        if (IsService(former.Pid))
        {
            Restart();
        }
        else
        {
            End(former.Pid);
            _ = StartVerb.RunInBackground();
        }

        StatusResult now = Ask();
        if (now.Pid == former.Pid)
        {
            throw new VerbException(ExitCode.Failed, "the same daemon serves still");
        }

        Console.WriteLine($"telos: daemon {former.Pid} ({former.Version}) -> {now.Pid} ({now.Version}), "
            + $"{now.Agents.Length} agent(s) held all the while");
        return ExitCode.Ok;
    }

    private static StatusResult Ask()
    {
        using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
        return client.Ask(daemon => daemon.Status());
    }

    private static bool IsService(int pid) =>
        File.ReadLines($"/proc/{pid}/cgroup").Any(line => line.EndsWith("/" + Unit, StringComparison.Ordinal));

    private static void Restart()
    {
        using Process systemctl = Process.Start("systemctl", ["restart", Unit]);
        systemctl.WaitForExit();
        if (systemctl.ExitCode != 0)
        {
            throw new VerbException(
                ExitCode.Failed, $"systemctl restart {Unit} failed: systemctl status {Unit} says why; the gates hold meanwhile");
        }
    }

    private static void End(int pid)
    {
        const int SignalTerminate = 15;
        Require(PidFd.TryOpen(pid, out PidFd? process), "pidfd_open", pid);
        using (process)
        {
            Require(process!.Signal(SignalTerminate), "pidfd_send_signal", pid);
            if (!SpinWait.SpinUntil(() => process.HasExited, EndWaitMs))
            {
                throw new VerbException(
                    ExitCode.Failed, $"daemon {pid} has not ended after {EndWaitMs / 1000} s, and serves still");
            }
        }
    }

    private static void Require(Errno error, string call, int pid)
    {
        if (error != Errno.None)
        {
            throw new LinuxException(call, $"{pid}", error);
        }
    }
}
