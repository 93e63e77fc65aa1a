using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Telos.Linux.Files;
using Telos.Linux.Native;
using Xunit;

namespace Telos.Linux.Tests.Sockets;

/// <summary>
/// A network namespace with addresses of its own: fd00:7::1 and fd00:7::2 on the loopback, fe80::7 on a device that
/// leads nowhere. Gone with the process that holds it.
/// </summary>
internal sealed class PrivateNetwork : IDisposable
{
    public const string Device = "quiet0";

    private const string Setup =
        $"""
        ip link set lo up && ip addr add fd00:7::1/128 dev lo nodad && ip addr add fd00:7::2/128 dev lo nodad
        ip link add {Device} type veth peer name quiet1 && ip link set quiet1 up && ip link set {Device} up
        ip addr add fe80::7/64 dev {Device} nodad && echo ready && exec cat
        """;

    private readonly Process _holder;

    public PrivateNetwork()
    {
        ProcessStartInfo start = new("unshare") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string word in (string[])["--net", "/bin/sh", "-c", Setup])
        {
            start.ArgumentList.Add(word);
        }

        _holder = Process.Start(start)!;
        Assert.Equal("ready", _holder.StandardOutput.ReadLine());
    }

    /// <summary>On a thread that goes there and ends with the act.</summary>
    public void Run(Action act)
    {
        Assert.Equal(Errno.None, OpenPath.TryOpenRead($"/proc/{_holder.Id}/ns/net", out SafeFileHandle? space));
        using (space)
        {
            // A long-running task has a thread to itself, and brings the act's exception back.
            Task visit = Task.Factory.StartNew(
                () =>
                {
                    Assert.Equal(Errno.None, LibcSockets.OpenDiagIn(space!, out int fd));
                    Assert.Equal(0, LibcFiles.close(fd));
                    act();
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            visit.GetAwaiter().GetResult();
        }
    }

    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
    }
}
