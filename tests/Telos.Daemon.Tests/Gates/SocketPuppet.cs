using System.Diagnostics;
using Telos.Linux.Cgroups;

namespace Telos.Daemon.Tests.Gates;

/// <summary>A process in a network namespace, in a cgroup or where the test is, that acts on sockets as it is told.</summary>
internal sealed class SocketPuppet : IDisposable
{
    private const string Enter = "[ -z \"$1\" ] || echo $$ > \"$1/cgroup.procs\" || exit 1; shift; exec \"$@\"";

    private const string Python = "/usr/bin/python3";

    private readonly Process _process;

    public SocketPuppet(string networkNamespace, CgroupDirectory? cgroup, params ushort[] served)
    {
        string acts = Path.Combine(AppContext.BaseDirectory, "Gates", "socket_acts.py");
        ProcessStartInfo start = new("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] words = ["-c", Enter, "sh", cgroup?.Path ?? "", "ip", "netns", "exec", networkNamespace, Python, acts];
        foreach (string word in words.Concat(served.Select(port => $"{port}")))
        {
            start.ArgumentList.Add(word);
        }

        _process = Process.Start(start)!;
        string? first = _process.StandardOutput.ReadLine();
        if (first != "ready")
        {
            Dispose();
            throw new InvalidOperationException($"the puppet in {networkNamespace} said '{first}'");
        }
    }

    public int Pid => _process.Id;

    public string Do(string act)
    {
        _process.StandardInput.WriteLine(act);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"it ended at: {act}");
    }

    /// <summary>An act by a new socket: what came of it.</summary>
    /// <param name="kind">tcp4, tcp6, udp4 or udp6.</param>
    /// <param name="verb">connect, fastopen, sendto or sendmsg.</param>
    public string Try(string kind, string verb, string address, ushort port)
    {
        string opened = Do($"open s {kind}");
        return opened == "ok" ? Do($"{verb} s {address} {port}") : throw new InvalidOperationException($"no socket: {opened}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
        _process.Dispose();
    }
}
