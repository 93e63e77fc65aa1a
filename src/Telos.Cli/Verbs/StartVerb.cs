using System.CommandLine;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Telos.Cli.Wire;
using Telos.Core.Protocol;
using Telos.Daemon;
using Telos.Daemon.Gates;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Cli.Verbs;

/// <summary>
/// Puts the gates in force. In the background it is the same daemon, started by this process, which reports on the
/// terminal until it is ready and writes to its log from then on.
/// </summary>
internal static class StartVerb
{
    private const int ReadyPollMs = 50;
    private const int ReadyWaitMs = 30_000;

    public static Command Create()
    {
        Option<bool> foreground = new("--foreground") { Description = "Stay in the foreground and log to the terminal" };
        Option<bool> detach = new("--detach-when-ready") { Hidden = true };
        Command verb = new("start", "Put the gates in force and serve agents (root)") { foreground, detach };
        verb.SetAction(parsed =>
        {
            RequireSupport();
            bool detached = parsed.GetValue(detach);
            return detached || parsed.GetValue(foreground) ? RunDaemon(detached) : RunInBackground();
        });
        return verb;
    }

    private static void RequireSupport()
    {
        if (!Privilege.IsRoot)
        {
            throw new VerbException(ExitCode.NotRoot, "telos start needs root");
        }

        if (KernelSupport.MissingPart() is string missing)
        {
            throw new VerbException(ExitCode.Unsupported, missing);
        }
    }

    private static int RunDaemon(bool detachWhenReady)
    {
        GuardianDaemon.Run(summary =>
        {
            Console.Error.WriteLine($"telos: ready, {summary}");
            if (detachWhenReady)
            {
                using SafeFileHandle log = OpenLog();
                BackgroundSession.Detach(log);
            }
        });
        return ExitCode.Ok;
    }

    private static SafeFileHandle OpenLog() => File.OpenHandle(
        TelosPaths.DaemonLog, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);

    private static int RunInBackground()
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

            if (Answers(daemon.Id))
            {
                return ExitCode.Ok;
            }
        }

        daemon.Kill();
        throw new VerbException(ExitCode.Failed, $"the daemon was not ready after {ReadyWaitMs / 1000} s and was ended");
    }

    private static bool Answers(int pid)
    {
        try
        {
            using RpcClient client = RpcClient.Connect(TelosPaths.ControlSocket);
            return client.Call(Methods.Status, ProtocolJson.Default.StatusResult).Pid == pid;
        }
        catch (VerbException)
        {
            return false;
        }
    }
}
