using System.CommandLine;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Telos.Cli.Mcp;
using Telos.Cli.Wire;
using Telos.Core.Protocol;
using Telos.Daemon;
using Telos.Daemon.Pulses;
using Telos.Linux;
using Telos.Linux.Memory;
using Telos.Linux.Processes;

namespace Telos.Cli.Verbs;

/// <summary>
/// Puts the gates in force. In the background it is the same daemon, started by this process, which complains on the
/// terminal until it is ready and writes to its log from then on. It prints nothing before that: the runtime's console
/// keeps a duplicate of the descriptor that it wrote to, and whoever reads the terminal's end would wait for it.
/// </summary>
internal static class StartVerb
{
    private const int ReadyPollMs = 50;
    private const int ReadyWaitMs = 150_000;

    public static Command Create()
    {
        Option<bool> foreground = new("--foreground") { Description = "Stay in the foreground and log to the terminal" };
        Option<bool> detach = new("--detach-when-ready") { Hidden = true };
        Command verb = new("start", "Put the gates in force and serve agents (root)") { foreground, detach };
        verb.SetAction(parsed =>
        {
            RequireRoot();
            ProcessMemory.ForbidHugePages();
            bool detached = parsed.GetValue(detach);
            return detached || parsed.GetValue(foreground) ? RunDaemon(detached) : RunInBackground();
        });
        return verb;
    }

    private static void RequireRoot()
    {
        if (!Privilege.IsRoot)
        {
            throw new VerbException(ExitCode.NotRoot, "telos start needs root");
        }
    }

    private static int RunDaemon(bool detachWhenReady)
    {
        GuardianDaemon.Run(new McpSessions(), () =>
        {
            if (detachWhenReady)
            {
                using SafeFileHandle log = OpenLog();
                BackgroundSession.Detach(log);
            }
            else
            {
                Console.Error.WriteLine("telos: ready");
                Supervisor.OfThisProcess.Ready();
            }
        });
        return ExitCode.Ok;
    }

    private static SafeFileHandle OpenLog() => File.OpenHandle(
        TelosPaths.DaemonLog, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);

    public static int RunInBackground()
    {
        ProcessStartInfo self = new("/proc/self/exe", ["start", "--detach-when-ready"]);
        using Process daemon = Process.Start(self)!;
        long deadline = Environment.TickCount64 + ReadyWaitMs;
        while (Environment.TickCount64 < deadline)
        {
            if (daemon.WaitForExit(ReadyPollMs))
            {
                return daemon.ExitCode == ExitCode.Ok ? ExitCode.Failed : daemon.ExitCode;
            }

            if (Ask() is StatusResult status && status.Pid == daemon.Id)
            {
                Console.WriteLine($"telos: ready, {status.LinksAttached} gate programs "
                    + $"{(status.Adopted ? "adopted" : "attached")}, {status.Labels} files labelled, mode {status.Mode}");
                if (status.OffCause is string cause)
                {
                    Console.WriteLine($"telos: DEGRADED, only the network is held: {cause}");
                }

                return ExitCode.Ok;
            }
        }

        daemon.Kill();
        throw new VerbException(ExitCode.Failed, $"the daemon was not ready after {ReadyWaitMs / 1000} s and was ended");
    }

    private static StatusResult? Ask()
    {
        try
        {
            using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
            return client.Ask(daemon => daemon.Status());
        }
        catch (VerbException)
        {
            return null;
        }
    }
}
