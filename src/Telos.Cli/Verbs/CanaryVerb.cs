using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Telos.Cli.Wire;
using Telos.Core.Protocol;
using Telos.Daemon;
using Telos.Linux;
using Telos.Linux.Processes;

namespace Telos.Cli.Verbs;

/// <summary>
/// The live proof behind <c>telos status</c>: a process does one harmless act for each gate, becomes an agent without a
/// single grant, and does each again. Nothing it prints is taken on trust: status compares it with the counters that
/// the gates keep for this agent. Without BPF LSM it does what the cgroup programs hold, and no more.
/// </summary>
internal static class CanaryVerb
{
    private const string Shell = "/bin/sh";
    private const int ExecutedExitCode = 97;
    private static readonly string[] s_shellTrue = ["-c", "exit 0"];

    public static Command Create()
    {
        Command verb = new("canary", "Probe the gates; telos status runs it") { Hidden = true };
        verb.SetAction(_ => Run());
        return verb;
    }

    private static int Run()
    {
        using Socket listener = NewTcp();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(backlog: 4);
        EndPoint peer = listener.LocalEndPoint!;
        using Socket connected = NewTcp();
        connected.Connect(peer);

        (string Gate, string Name, bool NeedsLsm, Func<string> Act)[] acts =
        [
            ("lineage", $"a child executes {Shell}", true, ChildExec),
            ("exec", $"execve of {Shell}", true, Exec),
            ("network", "TCP connect to 127.0.0.1", false, () => Attempt(() => Connect(peer))),
            ("network", "UDP send to 127.0.0.1", false, () => Attempt(() => Send(peer))),
            ("network", "send on a socket connected before", true, () => Attempt(() => connected.Send([1]))),
            ("file", "open of a labelled file", true, () => Attempt(() => File.OpenRead(TelosPaths.CanaryLabelled).Dispose())),
            ("taint", "read of a tainting file", true, () => Attempt(() => File.OpenRead(TelosPaths.CanaryTainting).Dispose())),
        ];

        // Execve as itself would end the canary; that it works is shown by the child.
        bool[] controls = Array.ConvertAll(acts, act => act.Gate == "exec" || act.Act() == Done);

        PolicyResult agent = Enrol();
        List<CanaryAct> results = [];
        for (int i = 0; i < acts.Length; i++)
        {
            if (acts[i].NeedsLsm && agent.Off.Length > 0)
            {
                continue;
            }

            string seen = acts[i].Act();
            results.Add(new CanaryAct(acts[i].Gate, acts[i].Name, controls[i], seen == Refused, seen));
        }

        Console.WriteLine(JsonSerializer.Serialize(
            new CanaryReport(agent.AgentId, [.. results], Error: null), ProtocolJson.Default.CanaryReport));

        // The agent lives until status has asked the daemon about it.
        Console.In.ReadLine();
        return ExitCode.Ok;
    }

    private const string Done = "done";
    private const string Refused = "EPERM";

    private static Socket NewTcp() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private static PolicyResult Enrol()
    {
        using RpcClient client = RpcClient.Connect(TelosPaths.AgentSocket);
        return client.Ask(daemon => daemon.EnrolCanary());
    }

    private static string Exec()
    {
        string[] arguments = [Shell, "-c", $"exit {ExecutedExitCode}"];
        Errno error = ProcessImage.Execve(Shell, arguments, []);
        return error.ToString();
    }

    private static string ChildExec() => Attempt(() =>
    {
        using Process child = Process.Start(Shell, s_shellTrue);
        child.WaitForExit();
    });

    private static void Connect(EndPoint peer)
    {
        using Socket socket = NewTcp();
        socket.Connect(peer);
    }

    private static void Send(EndPoint peer)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo([1], peer);
    }

    // What the runtime makes of EPERM differs from call to call; anything else is told as it is.
    private static string Attempt(Action act)
    {
        try
        {
            act();
            return Done;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.AccessDenied ? Refused : error.SocketErrorCode.ToString();
        }
        catch (Win32Exception error)
        {
            return error.NativeErrorCode == (int)Errno.EPERM ? Refused : error.Message;
        }
        catch (UnauthorizedAccessException)
        {
            return Refused;
        }
        catch (IOException error)
        {
            return error.Message;
        }
    }
}
